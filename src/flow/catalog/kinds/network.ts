import type { KindDefinition } from '../kind.ts';

/** `http`: one HTTP request. */
export const HTTP_KIND: KindDefinition = {
  id: 'http',
  title: 'HTTP request',
  description: 'Sends one HTTP request and gives its answer.',
  category: 'Network',
  icon: 'globe',
  version: 1,
  inPorts: [{ name: 'body', type: 'any', description: 'Body of the request; data is sent as JSON.' }],
  openInPorts: true,
  outPorts: [
    { name: 'body', type: 'any', description: 'Body of the answer; JSON arrives as data.' },
    { name: 'status', type: 'number', description: 'Status code of the answer.' },
    { name: 'headers', type: 'json', description: 'Headers of the answer with names in lower case.' },
  ],
  openOutPorts: false,
  defaultOutPort: 'body',
  settings: {
    method: {
      type: 'string',
      title: 'Method',
      description: 'Request method.',
      default: 'GET',
      enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
    },
    url: {
      type: 'string',
      title: 'URL',
      description: 'Address, with http:// or https://.',
      format: 'url',
      examples: ['https://example.com/sales/${day}.csv'],
    },
    headers: {
      type: 'object',
      title: 'Headers',
      description: 'Request headers by name.',
      default: {},
      additionalProperties: { type: ['string', 'number', 'boolean'] },
      examples: [{ Authorization: 'Bearer ${API_TOKEN}' }],
    },
    query: {
      type: 'object',
      title: 'Query',
      description: 'Parameters that are added to the URL.',
      default: {},
      additionalProperties: { type: ['string', 'number', 'boolean'] },
      examples: [{ day: '${day}' }],
    },
    body: {
      title: 'Body',
      description: 'Body of the request when nothing is wired to the in-port: text as it is, data as JSON.',
    },
    expect: {
      type: 'array',
      title: 'Expected statuses',
      description: 'Status codes that count as success. Without it, 200 to 299.',
      items: { type: 'integer', minimum: 100, maximum: 599 },
      examples: [[200, 404]],
    },
  },
  requiredSettings: ['url'],
  summarySetting: 'url',
  runtime: 'builtin',
  pure: false,
};
