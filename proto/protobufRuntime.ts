import protobuf from 'protobufjs/minimal.js';

/**
 * The protobuf library for the generated code, which reads 64-bit integers as numbers: none here comes near 2^53, and
 * objects in the place of numbers would be wrong in every comparison. Without this, the library makes such objects
 * whenever it finds the package `long`.
 */
protobuf.util.Long = undefined as never;
protobuf.configure();

// The generated types name the library's types through this module.
export * from 'protobufjs/minimal.js';

// The generated code imports its runtime as a default export.
export default protobuf;
