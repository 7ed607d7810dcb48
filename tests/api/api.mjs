// Tests every operation of the OpenAPI document that the site serves. run.sh starts it, beside nginx and workers with a small database.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import http from 'node:http';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { endTests, runTest as test, skipTest } from '../tap.mjs';

const { DOCUMENT, EXAMPLES, FRONT, MODULES } = process.env;
const { Validator } = createRequire(`${MODULES}/`)('@cfworker/json-schema');

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

function ask(method, path, body, type = FORM, more = {}) {
  return new Promise((resolve, reject) => {
    const headers = { Host: 'stagename.test', ...more };
    if (body !== undefined) headers['Content-Type'] = type;
    const request = http.request({ socketPath: FRONT, method, path, headers }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({
        status: response.statusCode,
        type: (response.headers['content-type'] ?? '').split(';')[0],
        headers: response.headers,
        text: Buffer.concat(parts).toString('utf8'),
      }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

// ---- the document ----

const served = await ask('GET', '/api/openapi.json');
const document = JSON.parse(served.text);

/** Follows a reference within the document, except to a schema, which the validator resolves itself. */
function follow(part) {
  if (!part?.$ref) return part;
  return part.$ref.slice(2).split('/').reduce((at, key) => at[key], document);
}

function validate(schema, value) {
  const { valid, errors } = new Validator({ components: document.components, ...schema }, '2020-12', false).validate(value);
  return valid ? '' : errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`).join('; ');
}

/** Checks that an answer is one that the operation describes. */
function isDescribed({ responses }, { status, type, text }) {
  const response = follow(responses[status]);
  assert.ok(response, `${status} is not described: ${text.slice(0, 200)}`);
  const content = response.content?.[type];
  assert.ok(content, `${status} of type ${type} is not described`);
  assert.equal(validate(content.schema, type.endsWith('json') ? JSON.parse(text) : text), '');
}

// ---- values ----

const many = (letter, length) => letter.repeat(length);

/** Values that the schema of a parameter allows: its bounds, its enumerated values, its default and example. */
function good({ schema, example, 'x-known-to': known }) {
  if (schema.type === 'array') {
    const lists = ['1', '2,1,2', '999,1', many('1,', schema.maxItems).slice(0, -1)];
    return schema.minItems ? lists : [...lists, ''];
  }
  if (known) return schema.minLength ? [example] : [example, '']; // other values depend on the model
  const values = [];
  if (example !== undefined) values.push(example);
  if (schema.enum) values.push(...schema.enum);
  if (schema.default !== undefined) values.push(schema.default);
  if (schema.type === 'integer') values.push(schema.minimum, schema.maximum, schema.minimum + 1);
  if (schema.type === 'number') values.push(schema.minimum, schema.maximum, schema.maximum - schema.multipleOf);
  if (schema.type === 'string' && !schema.enum) {
    values.push(many('a', schema.maxLength), many('a', Math.max(1, schema.minLength ?? 1)), `<"&'/\\%`, 'ж🔥');
    if (!schema.minLength) values.push('');
  }
  return values.map(String).filter((value) => matches(schema, value));
}

const matches = ({ pattern }, value) => !pattern || new RegExp(pattern, 'u').test(value);

/** Values that it does not. */
function bad({ name, schema, 'x-known-to': known, 'x-counts': counts }) {
  if (schema.enum) return ['', 'nonsense', schema.enum[0].toUpperCase(), `${schema.enum[0]} `].filter((value) => !schema.enum.includes(value));
  if (schema.type === 'array') {
    const lists = ['0', '01', '-1', 'x', '1,', ',1', '1,,2', '1;2', '1, 2', '1.5', many('9', 19), many('1,', schema.maxItems + 1).slice(0, -1)];
    return schema.minItems ? ['', ...lists] : lists;
  }
  if (schema.type === 'integer') {
    return [schema.minimum - 1, schema.maximum + 1, -1, '', 'x', '1x', '1.5', '1e3', ' 1', '0x10', many('9', 30)].map(String);
  }
  if (schema.type === 'number') {
    const { minimum, maximum, multipleOf } = schema;
    return [minimum - multipleOf, maximum + multipleOf, minimum + multipleOf / 2, -maximum, '', '.', 'x', '1x', '1e0', ' 1', '+1', 'nan',
      many('9', 30)].map(String);
  }
  const values = [many('a', schema.maxLength + 1)];
  if (known && name === 'style') values.push(many('a', schema.maxLength), 'ж🔥', `<"&'/\\%`);
  if (!known && counts !== 'characters') values.push(many('ж', schema.maxLength)); // twice as many bytes
  if (schema.minLength) values.push('');
  return [...values, ...['<"&\'/\\%', '🔥'].filter((value) => !matches(schema, value))];
}

/** Values that are not text, encoded as in an address. */
const BROKEN = ['%', '%4', '%zz', '%ff', '%C3%28', '%ED%A0%80', 'a%00b'];

const encode = (name, value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => {
    const parameters = (operation.parameters ?? []).map(follow);
    const form = Object.entries(operation.requestBody?.content[FORM]?.schema.properties ?? {})
      .map(([name, schema]) => ({ name, schema, example: schema.example }));
    return {
      ...operation,
      json: operation.requestBody?.content[JSON_TYPE]?.example,
      allow: Object.keys(methods).flatMap((one) => (one === 'get' ? ['GET', 'HEAD'] : one.toUpperCase())),
      method: method.toUpperCase(),
      path,
      inPath: parameters.filter((one) => one.in === 'path'),
      // what is read from the query, or for POST from a form
      inputs: method === 'post' ? form : parameters.filter((one) => one.in === 'query'),
    };
  }));

/** Calls an operation with inputs that are encoded already. */
function call(operation, inputs, id = '1') {
  const path = operation.path.replace('{id}', id);
  const text = inputs.join('&');
  const address = text ? `${path}?${text}` : path;
  if (operation.method === 'POST' && operation.json) return ask('POST', address, JSON.stringify(operation.json), JSON_TYPE);
  if (operation.method === 'POST') return ask('POST', path, text);
  return ask(operation.method, address);
}

const needed = (operation, but) => operation.inputs
  .filter((one) => one.required && one.name !== but)
  .map((one) => encode(one.name, one.example));

/** Other parameters that a parameter requires. */
const beside = (operation, { 'x-needs': needs }) => operation.inputs
  .filter((one) => one.name === needs)
  .map((one) => encode(one.name, one.example));

const isStatic = ({ path }) => path === '/api/openapi.json';

async function refuses(operation, inputs, name) {
  const answer = await call(operation, inputs);
  assert.equal(answer.status, 400, `${inputs}: ${answer.status} ${answer.text.slice(0, 200)}`);
  if (answer.type === 'text/html') assert.match(answer.text, /<h1>That can’t be shown/, `${inputs}`);
  else assert.equal(JSON.parse(answer.text).parameter, name, `${inputs}`);
  assert.equal(answer.headers['cache-control'], 'no-store');
  isDescribed(operation, answer);
}

// ---- the tests ----

const [major, minor] = process.versions.node.split('.').map(Number);
const canLint = major > 20 || (major === 20 && minor >= 19); // required by redocly

const linted = 'the document has no error that a common checker knows';
if (!canLint) skipTest(linted, 'Node.js is older than 20.19');
else await test(linted, () => {
  const { status, stdout, stderr } = spawnSync(`${MODULES}/node_modules/.bin/redocly`, ['lint', DOCUMENT], {
    encoding: 'utf8', env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
  assert.equal(status, 0, `${stdout}${stderr}`);
});

await test('the document is served as JSON and is OpenAPI 3.1', () => {
  assert.equal(served.status, 200);
  assert.equal(served.type, 'application/json');
  assert.match(document.openapi, /^3\.1\./);
});

for (const operation of operations) {
  const title = `${operation.method} ${operation.path}`;

  await test(`${title} answers as described with only the required parameters`, async () => {
    const answer = await call(operation, needed(operation));
    assert.ok([200, 202].includes(answer.status), `${answer.status} ${answer.text}`);
    isDescribed(operation, answer);
  });

  for (const input of operation.inputs) {
    await test(`${title} accepts every described value of ${input.name}`, async () => {
      for (const value of good(input)) {
        const answer = await call(operation, [...needed(operation, input.name), ...beside(operation, input), encode(input.name, value)]);
        // conflicts between parameters, such as min above the default of max, are covered by the next test
        assert.ok([200, 202].includes(answer.status), `${input.name}=${value}: ${answer.status} ${answer.text}`);
        isDescribed(operation, answer);
      }
    });
    await test(`${title} refuses and names ${input.name} with any other value`, async () => {
      const rest = [...needed(operation, input.name), ...beside(operation, input)];
      const values = bad(input).filter((value) => value !== '' || !operation['x-page']);
      for (const value of values) await refuses(operation, [...rest, encode(input.name, value)], input.name);
      for (const value of BROKEN) await refuses(operation, [...rest, `${input.name}=${value}`], input.name);
      if (!operation['x-picture']) {
        const twice = encode(input.name, good(input)[0]);
        await refuses(operation, [...rest, twice, twice], input.name);
      }
      if (input.required) await refuses(operation, rest, input.name);
    });
  }

  if (!isStatic(operation)) {
    await test(`${title} ${operation['x-page'] ? 'ignores' : 'refuses and names'} a parameter that is not described`, async () => {
      if (operation['x-page']) {
        assert.equal((await call(operation, [...needed(operation), 'utm_source=x', 'utm_source=%zz'])).status, 200);
        return;
      }
      for (const name of ['x', 'N', 'n ', '<img>']) await refuses(operation, [...needed(operation), encode(name, '1')], name);
    });
    await test(`${title} refuses other methods and lists the allowed ones`, async () => {
      for (const method of ['DELETE', 'PUT', 'PATCH', 'GET', 'POST'].filter((one) => !operation.allow.includes(one))) {
        const answer = await call({ ...operation, method, json: undefined }, []);
        assert.equal(answer.status, 405);
        assert.equal(answer.headers.allow, operation.allow.join(', '));
        isDescribed(operation, answer);
      }
    });
  }

  if (operation.responses['304']) {
    await test(`${title} answers 304 to its own ETag`, async () => {
      const inputs = needed(operation);
      if (operation.operationId === 'names') inputs.push('seed=1');
      const path = inputs.length > 0 ? `${operation.path}?${inputs.join('&')}` : operation.path;
      const { etag } = (await ask('GET', path.replace('{id}', '1'))).headers;
      const answer = await ask('GET', path.replace('{id}', '1'), undefined, undefined, { 'If-None-Match': etag });
      assert.equal(answer.status, 304);
      assert.equal(answer.text, '');
    });
  }

  if (operation.inPath.length > 0) {
    await test(`${title} answers 404 for an unknown number`, async () => {
      for (const id of ['0', '01', '-1', '1x', 'x', '1.0', '999', '999999999999999999', many('9', 30), '%31%20']) {
        const answer = await call(operation, needed(operation), id);
        assert.equal(answer.status, 404, `${id}: ${answer.status}`);
        isDescribed(operation, answer);
      }
    });
  }
}

await test('a list of names that does not match its schema is refused', async () => {
  const many = operations.find(({ operationId }) => operationId === 'checkMany');
  const schema = document.components.schemas.Ideas;
  const send = (value) => ask('POST', many.path, JSON.stringify(value), JSON_TYPE);
  for (const value of [null, 1, 'x', [], {}, { names: [] }, { names: 'x' }, { names: [1] }, { names: [''] }, { names: [null] },
    { names: ['x'], more: 1 }, { names: ['a'.repeat(401)] }, { names: Array(101).fill('x') }]) {
    assert.notEqual(validate(schema, value), '', JSON.stringify(value));
    const answer = await send(value);
    assert.equal(answer.status, 400, JSON.stringify(value));
    assert.equal(JSON.parse(answer.text).parameter, 'names');
    isDescribed(many, answer);
  }
  isDescribed(many, await send({ names: Array(100).fill('a'.repeat(400)) }));
  isDescribed(many, await ask('POST', many.path, '{"names":["x"]}', FORM));
  isDescribed(many, await ask('POST', many.path, 'x'.repeat(200000), JSON_TYPE));
});

await test('the examples for curl work', () => {
  const marks = { amp: '&', apos: "'", '#39': "'", quot: '"', lt: '<', gt: '>' };
  const blocks = [...readFileSync(EXAMPLES, 'utf8').matchAll(/<pre><code>(.*?)<\/code>/gs)]
    .map(([, code]) => code.replace(/&([a-z0-9#]+);/g, (_, mark) => marks[mark]));
  const calls = blocks.filter((code) => code.startsWith('curl '));
  assert.equal(calls.length, operations.filter(({ path }) => path.startsWith('/api/')).length);
  for (const call of calls) {
    const command = call.replace('https://names.example', 'http://stagename.test')
      .replace('curl ', 'curl --silent --show-error --fail --unix-socket "$FRONT" ');
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8', env: process.env });
    assert.equal(status, 0, `${command}: ${stderr}`);
    assert.ok(JSON.parse(stdout), command);
  }
});

await test('combinations of all filters are answered as described', async () => {
  const names = operations.find(({ operationId }) => operationId === 'names');
  for (let round = 0; round < 200; round += 1) {
    // every filter in turn with every other, each with a different value
    const chosen = names.inputs.filter(({ name }) => name !== 'ids').filter((_, i) => (round >> (i % 8)) & 1);
    const inputs = chosen.map((input, i) => encode(input.name, good(input)[(round + i) % good(input).length]));
    const answer = await call(names, inputs);
    if (answer.status === 400) assert.equal(JSON.parse(answer.text).parameter, 'min', `${inputs}`); // above max
    isDescribed(names, answer);
  }
});

await test('addresses that the document does not describe are 404', async () => {
  for (const path of ['/api/', '/api/nothing', '/api/names/', '/api/names/01', '/api/openapi', '/n/', '/metrics/']) {
    const answer = await ask('GET', path);
    assert.equal(answer.status, 404, path);
  }
});

await endTests();
