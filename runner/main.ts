import { enableCompileCache } from 'node:module';

// Half of a short run is the compiling of code. Node 22 and later can keep the result; before it, this is no function.
enableCompileCache?.();

const { main } = await import('./cli/main.ts');
process.exit(await main(process.argv.slice(2)));
