import type { SettingSchema } from '../../flow/catalog/kind.ts';
import type { FlowPath, JsonObject, JsonValue } from '../../flow/model.ts';
import { CheckField } from '../elements/CheckField.tsx';
import { CodeField } from '../elements/CodeField.tsx';
import { IconButton } from '../elements/IconButton.tsx';
import { SelectField } from '../elements/SelectField.tsx';
import { TextArea } from '../elements/TextArea.tsx';
import { TextField } from '../elements/TextField.tsx';
import { isEditable } from '../store/canvasState.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { setValue } from '../store/editActions.ts';
import { FieldFrame } from './FieldFrame.tsx';
import { ListField } from './ListField.tsx';
import { MapField } from './MapField.tsx';
import {
  controlOf,
  itemFromText,
  jsonOrText,
  listPlaceholder,
  numberOrText,
  placeholderOf,
  toFieldText,
  toValueText,
} from './settingValue.ts';

interface SettingFieldProps {
  readonly name: string;
  readonly schema: SettingSchema;
  readonly required: boolean;
  readonly value: JsonValue | undefined;
  /** Place of the setting in the file. */
  readonly path: FlowPath;
  readonly problem: string | undefined;
}

/** One setting of a node, with the control that its schema asks for. Every change is one edit. */
export function SettingField({ name, schema, required, value, path, problem }: SettingFieldProps) {
  const model = useCanvasModel();
  const disabled = !useCanvasState(isEditable);
  const label = schema.title ?? name;
  return (
    <FieldFrame
      label={label}
      required={required}
      description={schema.description}
      problem={problem}
      action={schema.format === 'code' ? <EditCode node={String(path[1])} /> : undefined}
      onReset={value === undefined || disabled ? undefined : () => void setValue(model, path, undefined)}
    >
      <Control
        label={label}
        schema={schema}
        value={value}
        path={path}
        invalid={problem !== undefined}
        disabled={disabled}
      />
    </FieldFrame>
  );
}

/** Opens the code in an editor of its own. */
function EditCode({ node }: { readonly node: string }) {
  const model = useCanvasModel();
  const open = () => model.host.post({ type: 'nodeCommand', command: 'editCode', node });
  return <IconButton icon="go-to-file" label="Edit Code in an Editor" className="field-action" onClick={open} />;
}

interface ControlProps {
  readonly label: string;
  readonly schema: SettingSchema;
  readonly value: JsonValue | undefined;
  readonly path: FlowPath;
  readonly invalid: boolean;
  readonly disabled: boolean;
}

function Control({ label, schema, value, path, invalid, disabled }: ControlProps) {
  const model = useCanvasModel();
  const set = (next: JsonValue | undefined) => setValue(model, path, next);
  const common = { label, invalid, disabled };
  const text = toFieldText(value);
  switch (controlOf(schema, value)) {
    case 'code':
      return (
        <CodeField
          {...common}
          value={text}
          placeholder={placeholderOf(schema)}
          onCommit={(code) => set(textOrNone(code))}
        />
      );
    case 'multiline':
      return (
        <TextArea
          {...common}
          value={text}
          placeholder={placeholderOf(schema)}
          onCommit={(lines) => set(textOrNone(lines))}
        />
      );
    case 'text':
      return (
        <TextField
          {...common}
          value={text}
          placeholder={placeholderOf(schema)}
          onCommit={(line) => set(textOrNone(line))}
        />
      );
    case 'number':
      return (
        <TextField
          {...common}
          value={text}
          placeholder={placeholderOf(schema)}
          onCommit={(line) => set(line.trim() === '' ? undefined : numberOrText(line))}
        />
      );
    case 'boolean':
      return (
        <CheckField {...common} value={value === undefined ? schema.default === true : value === true} onCommit={set} />
      );
    case 'choice':
      return <ChoiceField {...common} schema={schema} value={value} onCommit={set} />;
    case 'list':
      return (
        <ListField
          label={label}
          value={(value as readonly JsonValue[] | undefined) ?? []}
          disabled={disabled}
          placeholder={listPlaceholder(schema)}
          toItem={(item) => itemFromText(item, schema)}
          onCommit={set}
        />
      );
    case 'map':
      return (
        <MapField
          label={label}
          value={(value as JsonObject | undefined) ?? {}}
          disabled={disabled}
          onSet={(key, item) => setValue(model, [...path, key], item)}
          onReplace={set}
        />
      );
    default:
      return (
        <CodeField
          {...common}
          value={toValueText(value)}
          onCommit={(json) => set(json === '' ? undefined : jsonOrText(json))}
        />
      );
  }
}

/** An emptied field takes the setting out of the file: its default holds again. */
function textOrNone(text: string): string | undefined {
  return text === '' ? undefined : text;
}

interface ChoiceFieldProps extends Omit<ControlProps, 'path'> {
  readonly onCommit: (value: JsonValue | undefined) => Promise<boolean>;
}

const NOT_SET = '';

function ChoiceField({ label, schema, value, invalid, disabled, onCommit }: ChoiceFieldProps) {
  const choices = schema.enum ?? [];
  const fallback = schema.default === undefined ? 'Not set' : `Default (${toFieldText(schema.default)})`;
  const options = [
    { value: NOT_SET, label: fallback },
    ...choices.map((choice) => ({ value: JSON.stringify(choice), label: toFieldText(choice) })),
  ];
  return (
    <SelectField
      label={label}
      value={value === undefined ? NOT_SET : JSON.stringify(value)}
      options={options}
      invalid={invalid}
      disabled={disabled}
      onCommit={(chosen) => onCommit(chosen === NOT_SET ? undefined : (JSON.parse(chosen) as JsonValue))}
    />
  );
}
