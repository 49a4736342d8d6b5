import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../proto/framing.ts';
import { millrace } from '../../proto/generated/execution.js';
import type { ExecutionRequest, GraphNode } from '../../proto/messages.ts';
import { emptyRun, foldEvents } from '../../src/flow/run/fold.ts';
import { request, shellNode, wire } from './support/graphs.ts';
import { runToEnd } from './support/runnerProcess.ts';
import { runProgram, startSidecar, temporaryFolder } from './support/workbench.ts';

/** A node that notes in the file `ran` that it ran. */
const noting = (id: string, print = `echo "${id}($in)"`, more: GraphNode = {}) =>
  shellNode(id, `echo ${id} >> ran; ${print}`, more);

const GRAPH = {
  nodes: [noting('a'), noting('b'), noting('c')],
  wires: [wire('a', 'stdout', 'b', 'in'), wire('b', 'stdout', 'c', 'in')],
};

async function workbench() {
  const { folder, peer } = await startSidecar();
  const place = { stateFolder: join(folder, '.millrace'), flowSource: join(folder, 'a.flow') };
  const ask = (more: ExecutionRequest = {}): ExecutionRequest =>
    request(folder, [], [], { flowSource: place.flowSource, graph: GRAPH, ...more });
  return {
    folder,
    peer,
    place,
    pin: async (node: string, more = {}) => (await peer.pin({ ...place, node, ...more })).pins ?? [],
    /** Runs the flow and tells how its nodes ended, which of them ran and what `c` printed. */
    run: async (more: ExecutionRequest = {}) => {
      const ran = join(folder, 'ran');
      rmSync(ran, { force: true });
      const events = await runToEnd(peer, ask(more));
      const snapshot = foldEvents(emptyRun(events[0]?.runId ?? ''), events);
      return {
        runId: snapshot.runId,
        ran: existsSync(ran) ? readFileSync(ran, 'utf8').trim().split('\n').sort() : [],
        c: snapshot.nodes.get('c')?.outputs.find(({ port }) => port === 'stdout')?.value,
        snapshot,
      };
    },
    refusal: (more: ExecutionRequest = {}) =>
      peer
        .execute(ask(more), () => undefined)
        .then(
          () => 'It ran.',
          (fault: unknown) => (fault instanceof Error ? fault.message : ''),
        ),
  };
}

describe('a pinned node', () => {
  it('takes part in every run with what it made, and runs again once it is unpinned', async () => {
    const { run, pin, peer, place } = await workbench();
    const first = await run();
    const pins = await pin('b');
    expect(pins).toMatchObject([{ node: 'b', runId: first.runId }]);
    expect(pins[0]?.outputs?.['stdout']).toMatchObject({ inline: { stringValue: 'b(a())' } });
    const second = await run();
    expect(second.ran).toEqual(['a', 'c']);
    expect(second.c).toBe('c(b(a()))');
    expect(second.snapshot.nodes.get('b')).toMatchObject({
      state: 'cached',
      kept: { runId: first.runId, pinned: true },
    });
    expect(second.snapshot.partial).toMatchObject({ running: ['a', 'c'], leftOut: [] });
    expect(second.snapshot.partial).not.toHaveProperty('asked');
    expect(
      (await run({ config: { ...place, workingFolder: join(place.stateFolder, '..'), ignorePins: true } })).ran,
    ).toEqual(['a', 'b', 'c']);
    expect((await peer.pins(place)).pins).toEqual(pins);
    expect(await pin('b', { unpin: true })).toEqual([]);
    expect((await run()).ran).toEqual(['a', 'b', 'c']);
  });

  it('stays what it is while it is edited, and is told to be changed', async () => {
    const { run, pin } = await workbench();
    await run();
    await pin('b');
    const graph = { ...GRAPH, nodes: [noting('a'), noting('b', 'echo other'), noting('c')] };
    const edited = await run({ graph });
    expect(edited.ran).toEqual(['a', 'c']);
    expect(edited.c).toBe('c(b(a()))');
    expect(edited.snapshot.nodes.get('b')?.kept).toMatchObject({ pinned: true, changed: true });
  });

  it('stands between a run up to a node and what only it needs', async () => {
    const { run, pin, refusal } = await workbench();
    await run();
    await pin('b');
    const upTo = await run({ selection: { upTo: 'c' } });
    expect(upTo.ran).toEqual(['c']);
    expect(upTo.snapshot.partial).toMatchObject({ running: ['c'], leftOut: ['a'] });
    expect((await run({ selection: { from: 'a' } })).ran).toEqual(['a', 'c']);
    expect(await refusal({ selection: { only: 'b' } })).toBe(
      '`b` is pinned, and a pinned node does not run. Unpin it first.',
    );
  });

  it('is pinned to the outputs of the run that is named', async () => {
    const { run, pin } = await workbench();
    const { runId } = await run();
    const graph = { ...GRAPH, nodes: [noting('a', 'echo later'), noting('b'), noting('c')] };
    expect((await run({ graph })).c).toBe('c(b(later))');
    await pin('a', { runId });
    expect((await run({ graph })).c).toBe('c(b(a()))');
  });

  it('keeps large outputs in the store, and the flow from running when somebody removed them', async () => {
    const { run, pin, refusal, place } = await workbench();
    const graph = { ...GRAPH, nodes: [noting('a', 'seq 50000'), noting('b', 'wc -c < "$in"'), noting('c')] };
    await run({ graph });
    const [pinned] = await pin('a');
    expect(pinned?.outputs?.['stdout']?.reference?.size).toBeGreaterThan(200_000);
    expect((await run({ graph })).ran).toEqual(['b', 'c']);
    rmSync(join(place.stateFolder, 'store'), { recursive: true });
    expect(await refusal({ graph })).toBe('What `a` is pinned to is no longer stored. Unpin it, or run without pins.');
  });

  it('keeps the flow from running when it lacks an output that is needed by now', async () => {
    const { run, pin, refusal } = await workbench();
    await run();
    await pin('b');
    const graph = { ...GRAPH, wires: [wire('a', 'stdout', 'b', 'in'), wire('b', 'rows', 'c', 'in')] };
    expect(await refusal({ graph })).toBe(
      '`c` needs `b.rows`, but `b` is pinned to outputs without it. Unpin `b`, or pin what it made later.',
    );
  });

  it('that the flow no longer has is told and does no harm', async () => {
    const { run, pin } = await workbench();
    await run();
    await pin('b');
    const { snapshot, ran } = await run({ graph: { nodes: [noting('a')], wires: [] } });
    expect(ran).toEqual(['a']);
    expect(snapshot.diagnostics).toEqual([
      { severity: 'warning', message: '`b` is pinned, but the flow has no such node. Unpin it.' },
    ]);
  });

  it('must have outputs, and none that come of a secret', async () => {
    const { run, pin, place } = await workbench();
    await expect(pin('b')).rejects.toThrow('`b` cannot be pinned: it succeeded in no recorded run');
    const graph = {
      ...GRAPH,
      nodes: [noting('a', 'echo "$KEY"', { secretNames: ['KEY'] }), noting('b'), noting('c')],
      secretNames: ['KEY'],
    };
    const { runId } = await run({ graph, secrets: { KEY: 'sesame-open' } });
    await expect(pin('b')).rejects.toThrow('it saw a secret, and what comes of a secret is not kept');
    await expect(pin('b', { runId: 'other' })).rejects.toThrow('There is no record of run other');
    await expect(pin('x', { runId })).rejects.toThrow(`it did not succeed in run ${runId}`);
    await expect(pin('b', { unpin: true })).rejects.toThrow('`b` is not pinned.');
    await expect(pin('b', { stateFolder: 'here' })).rejects.toThrow('is not an absolute path');
    expect(existsSync(join(place.stateFolder, 'pins'))).toBe(false);
  });

  it('is not run for want of pins that can be read', async () => {
    const { run, pin, refusal, place } = await workbench();
    await run();
    await pin('b');
    const folder = join(place.stateFolder, 'pins');
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), '{"format":1');
    expect(await refusal()).toContain('The pins of the flow cannot be read');
  });

  it('cannot be one of a flow that came from nowhere', async () => {
    const { pin } = await workbench();
    await expect(pin('a', { flowSource: '' })).rejects.toThrow('came from nowhere');
  });
});

describe('millrace pin', () => {
  const FLOW = `flow: 1
nodes:
  rows: { uses: constant, with: { value: [1, 2] } }
  sum: { uses: transform, in: { rows: rows.value }, with: { expression: $sum($rows) } }
outputs: { sum: sum.value }
`;

  it('pins, lists and unpins nodes of a file', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'sum.flow'), FLOW);
    const cli = async (...args: string[]) => {
      const { code, stdout, stderr } = await runProgram(args, folder);
      const text = (code === 0 ? stdout : stderr).replaceAll(/\d{8}-\d{6}-[0-9a-f]{6}/g, '<run>');
      return `${code} ${text.replaceAll(/run of [^(]+\(/g, 'run of <moment> (')}`;
    };
    expect(await cli('pin', 'sum.flow', 'rows')).toContain('2 millrace: `rows` cannot be pinned: it succeeded in no');
    expect(await cli('run', 'sum.flow')).toContain('  sum: 3\n');
    expect(await cli('pin', 'sum.flow', 'row')).toContain('The flow has no node row. Did you mean "rows"?');
    const pinned = '0 rows is pinned to the run of <moment> (<run>): value\n';
    expect(await cli('pin', 'sum.flow', 'rows')).toBe(pinned);
    expect(await cli('pins', 'sum.flow')).toBe(pinned);
    writeFileSync(join(folder, 'sum.flow'), FLOW.replace('[1, 2]', '[5]'));
    const run = await cli('run', 'sum.flow');
    expect(run).toContain('Runs: sum\nPinned, from the run of <moment> (<run>): rows (changed since)\n');
    expect(run).toContain('1 succeeded, 1 pinned\n  sum: 3\n');
    expect(await cli('run', 'sum.flow', '--no-pins')).toContain('  sum: 5\n');
    expect(await cli('unpin', 'sum.flow', 'sum')).toContain('`sum` is not pinned.');
    expect(await cli('unpin', 'sum.flow')).toContain('or --all');
    expect(await cli('unpin', 'sum.flow', '--all')).toBe('0 No node is pinned.\n');
    expect(await cli('run', 'sum.flow')).toContain('  sum: 5\n');
  });
});

describe('pinned content', () => {
  it('outlives the runs that made it', async () => {
    const { folder, run, pin, place } = await workbench();
    const graph = { ...GRAPH, nodes: [noting('a', 'seq 50000'), noting('b', 'wc -c < "$in"'), noting('c')] };
    const config = { workingFolder: join(place.stateFolder, '..'), limits: { keptRuns: 1 } };
    const first = await run({ graph, config });
    await pin('a');
    // Runs of another flow, so that nothing makes the content new again; each of these runners has tidied up when it ends.
    const other = request(folder, [noting('x')], [], { flowSource: '/other.flow', config });
    const input = encodeFrame(millrace.v1.ExecutionRequest.encode(other).finish());
    for (let count = 0; count < 3; count++) expect((await runProgram(['exec'], folder, { input })).code).toBe(0);
    expect(readdirSync(join(place.stateFolder, 'runs'))).not.toContain(first.runId);
    const { snapshot } = await run({ graph, config });
    expect(snapshot.nodes.get('b')?.outputs.find(({ port }) => port === 'stdout')?.value).toBe('288893');
  });
});
