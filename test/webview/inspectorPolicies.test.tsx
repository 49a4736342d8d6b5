import { expect, it } from 'vitest';
import { edits, type InspectedView, inspect, openSection } from './support/inspect.ts';

const TEXT = `flow: 1
secrets: [TOKEN, PASSWORD]
defaults: { onError: continue, resources: { gpu: 2 } }
nodes:
  list:
    uses: file.glob
    with: { patterns: ["*.txt"] }
  work:
    uses: shell
    in: { file: list.files }
    with: { run: wc "$file" }
    retry: { attempts: 2, delay: 1s, backoff: 2 }
`;

async function advanced(id: string, text = TEXT): Promise<InspectedView> {
  const view = await inspect(id, text);
  await view.act(() => openSection(view.root, 'Advanced'));
  return view;
}

const last = (view: InspectedView) => edits(view).at(-1);
const set = (path: (string | number)[], value: unknown) => [{ type: 'setValue', path, value }];

it('runs a node once per item of a port that is wired, and says how many at a time', async () => {
  const view = await advanced('work');
  await view.change('Runs', 'file');
  expect(last(view)).toEqual(set(['nodes', 'work', 'each'], 'file'));
  await view.accept(TEXT.replace('    retry', '    each: file\n    retry'));
  await view.change('Items at a time', '0');
  expect(edits(view)).toHaveLength(1);
  expect(view.model.store.getState().notice?.text).toContain('whole number');
  await view.change('Items at a time', '4');
  expect(last(view)).toEqual(set(['nodes', 'work', 'concurrency'], 4));
});

it('offers no way to run per item where nothing is wired', async () => {
  const view = await advanced('list');
  expect(() => view.field('Runs')).toThrow('no field');
});

it('retries for chosen causes, and up to a longest pause', async () => {
  const view = await advanced('work');
  const policy = { attempts: 2, delay: '1s', backoff: 2 };
  await view.change('Longest pause', '30s');
  expect(last(view)).toEqual(set(['nodes', 'work', 'retry'], { ...policy, maxDelay: '30s' }));
  await view.accept(TEXT.replace('backoff: 2 }', 'backoff: 2, maxDelay: 30s }'));
  await view.tick('crashed', false);
  expect(last(view)).toEqual(
    set(['nodes', 'work', 'retry'], { ...policy, maxDelay: '30s', on: ['failed', 'timed-out'] }),
  );
});

it('takes amounts of resources as numbers and refuses anything else', async () => {
  const view = await advanced('work');
  await view.change('New name in Resources', 'gpu');
  await view.change('New value in Resources', 'many');
  expect(edits(view)).toEqual([]);
  await view.change('New value in Resources', '2');
  expect(last(view)).toEqual(set(['nodes', 'work', 'resources', 'gpu'], 2));
});

it('gives a node those secrets of the flow that are ticked', async () => {
  const view = await advanced('work');
  await view.tick('PASSWORD', true);
  expect(last(view)).toEqual(set(['nodes', 'work', 'secrets'], ['PASSWORD']));
  await view.accept(TEXT.replace('    retry', '    secrets: [PASSWORD]\n    retry'));
  await view.tick('PASSWORD', false);
  expect(last(view)).toEqual(set(['nodes', 'work', 'secrets'], undefined));
});

it('declares what a cached result depends on, beginning with the first file', async () => {
  const view = await advanced('work', TEXT.replace('    retry', '    cache: off\n    retry'));
  await view.change('Cache', 'declared');
  expect(edits(view)).toEqual([]);
  await view.change('New entry of Files it writes', 'out.txt');
  expect(last(view)).toEqual(set(['nodes', 'work', 'cache'], { outputs: ['out.txt'] }));
  await view.accept(TEXT.replace('    retry', '    cache: { outputs: [out.txt] }\n    retry'));
  await view.change('Key', 'v2');
  expect(last(view)).toEqual(set(['nodes', 'work', 'cache', 'key'], 'v2'));
});

it('says what holds by default, also where the flow sets it', async () => {
  const view = await advanced('work');
  const options = [...view.field('When it fails').querySelectorAll('vscode-option')];
  expect(options[0]?.textContent).toBe('Default (continue)');
});

it('shows a sandbox that the file names, only to be taken out', async () => {
  const view = await advanced('work', TEXT.replace('    retry', '    sandbox: { network: none }\n    retry'));
  const remove = view.root.querySelector<HTMLElement>('[aria-label="Remove the sandbox"]');
  await view.act(() => remove?.click());
  expect(last(view)).toEqual(set(['nodes', 'work', 'sandbox'], undefined));
});

it('limits the time of a whole run', async () => {
  const view = await inspect(undefined, TEXT);
  await view.change('Timeout', '1h');
  expect(last(view)).toEqual(set(['timeout'], '1h'));
});

it('edits secrets of the flow while no node is selected', async () => {
  const view = await inspect(undefined, TEXT);
  await view.act(() => openSection(view.root, 'Secrets'));
  await view.change('New entry of Secret', 'KEY');
  expect(last(view)).toEqual(set(['secrets'], ['TOKEN', 'PASSWORD', 'KEY']));
});

it('edits the environment of the flow', async () => {
  const view = await inspect(undefined, TEXT);
  await view.act(() => openSection(view.root, 'Environment'));
  await view.change('New name in Environment', 'LANG');
  await view.change('New value in Environment', 'C');
  expect(last(view)).toEqual(set(['env', 'LANG'], 'C'));
});

it('edits what holds where a node says nothing', async () => {
  const view = await inspect(undefined, TEXT);
  await view.act(() => openSection(view.root, 'Defaults'));
  await view.change('Timeout of a node', '10m');
  expect(last(view)).toEqual(set(['defaults', 'timeout'], '10m'));
  await view.accept(TEXT.replace('onError', 'timeout: 10m, onError'));
  await view.change('Value of gpu', '3');
  expect(last(view)).toEqual(set(['defaults', 'resources', 'gpu'], 3));
});
