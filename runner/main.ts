import module from 'node:module';

/** Oldest Node that the runner works with. */
const OLDEST_NODE = 20;

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(`millrace: Node ${OLDEST_NODE} or later is needed, this is ${process.version}.\n`);
  process.exit(2);
}

// Half of a short run is the compiling of code, whose result Node can keep since version 22.
module.enableCompileCache?.();

const { main } = await import('./cli/main.ts');
process.exit(await main(process.argv.slice(2)));
