/**
 * Short names for the generated message types. `…` without a suffix is the shape to build or to read: every field
 * optional on the way in, `oneof` groups as unions discriminated by their own name.
 */
import type { millrace } from './generated/execution.js';

export type ExecutionRequest = millrace.v1.ExecutionRequest.$Properties;
export type Graph = millrace.v1.Graph.$Properties;
export type GraphNode = millrace.v1.Node.$Properties;
export type GraphWire = millrace.v1.Wire.$Properties;
export type GraphInput = millrace.v1.Input.$Properties;
export type GraphOutput = millrace.v1.Output.$Properties;
export type SubFlow = millrace.v1.SubFlow.$Properties;
export type Selection = millrace.v1.Selection.$Properties;
export type PartialRun = millrace.v1.PartialRun.$Properties;
export type KeptNode = millrace.v1.KeptNode.$Properties;
export type Pin = millrace.v1.Pin.$Properties;
export type PinRequest = millrace.v1.PinRequest.$Properties;
export type HistoryRequest = millrace.v1.HistoryRequest.$Properties;
export type JournalRequest = millrace.v1.JournalRequest.$Properties;
export type PastRun = millrace.v1.PastRun.$Properties;
export type JournalPart = millrace.v1.JournalReply.$Properties;
export type PinsRequest = millrace.v1.PinsRequest.$Properties;
export type PinsReply = millrace.v1.PinsReply.$Properties;
export type Source = millrace.v1.Source.$Properties;
export type RunConfig = millrace.v1.RunConfig.$Properties;
export type Limits = millrace.v1.Limits.$Properties;
export type ExecutionEvent = millrace.v1.ExecutionEvent.$Properties;
export type PortValue = millrace.v1.PortValue.$Properties;
export type ContentReference = millrace.v1.ContentReference.$Properties;
export type Failure = millrace.v1.Failure.$Properties;
export type ClientMessage = millrace.v1.ClientMessage.$Properties;
export type RunnerMessage = millrace.v1.RunnerMessage.$Properties;
export type ProtoValue = import('./generated/execution.js').google.protobuf.Value.$Properties;
export type ProtoStruct = import('./generated/execution.js').google.protobuf.Struct.$Properties;

/** Raised by one whenever either side would misread the other. Sent in the first message of each side. */
export const PROTOCOL_VERSION = 1;
