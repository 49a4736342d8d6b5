declare module '@20minutes/s3rver' {
  import type { AddressInfo } from 'node:net';

  /** A server that speaks like S3 and keeps everything in a folder. */
  class S3rver {
    constructor(options: {
      readonly address: string;
      /** 0: any free one. */
      readonly port: number;
      readonly directory: string;
      readonly silent: boolean;
    });
    run(): Promise<AddressInfo>;
    close(): Promise<void>;
  }

  export = S3rver;
}
