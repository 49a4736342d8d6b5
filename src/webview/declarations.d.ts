// Stylesheets are bundled; importing one has no value.
declare module '*.css';

// The library has no types for this file: it is loaded for its effect only.
declare module 'elkjs/lib/elk-worker.min.js';
