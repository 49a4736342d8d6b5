import { describe, expect, it } from 'vitest';
import { millrace } from '../../../proto/generated/execution.js';
import { eventToJson, JsonMappingError, requestFromJson } from '../../../proto/jsonMapping.ts';
import { fromProtoStruct, fromProtoValue } from '../../../proto/value.ts';

describe('the JSON mapping', () => {
  it('reads a request as any program would write it', () => {
    const request = requestFromJson(
      '{"runId":"r","graph":{"nodes":[{"id":"a","kind":"shell","settings":{"run":"true","n":[1,null]},' +
        '"onError":"ERROR_POLICY_CONTINUE"}]},"inputs":{"day":"monday","none":null}}',
    );
    const decoded = millrace.v1.ExecutionRequest.decode(millrace.v1.ExecutionRequest.encode(request).finish());
    const node = decoded.graph?.nodes?.[0];
    expect(fromProtoStruct(node?.settings)).toEqual({ run: 'true', n: [1, null] });
    expect(node?.onError).toBe(millrace.v1.ErrorPolicy.ERROR_POLICY_CONTINUE);
    expect(fromProtoValue(decoded.inputs?.['day'])).toBe('monday');
    expect(fromProtoValue(decoded.inputs?.['none'])).toBeNull();
  });

  it('writes plain objects, with statuses by name and large numbers as text', () => {
    const line = eventToJson({ sequence: 3, timeMs: 5.5, runId: 'r', nodeFinished: { node: 'a', status: 4 } });
    expect(JSON.parse(line)).toEqual({
      sequence: '3',
      timeMs: 5.5,
      runId: 'r',
      nodeFinished: { node: 'a', status: 'NODE_STATUS_SUCCEEDED' },
    });
  });

  it('says what is wrong with other JSON', () => {
    expect(() => requestFromJson('{"graf":{}}')).toThrow(JsonMappingError);
    expect(() => requestFromJson('{"graf":{}}')).toThrow(/graf/);
    expect(() => requestFromJson('{')).toThrow(JsonMappingError);
  });
});
