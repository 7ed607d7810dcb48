// The only module that talks to the server.

const PATIENCE_MS = 10_000;
const MOST_CHECKED = 100; // names in one request

/** An error, as one sentence that a visitor can act on. */
export class ApiError extends Error {
  constructor(sentence, { status = 0, parameter = null, retryAfter = 0 } = {}) {
    super(sentence);
    this.name = 'ApiError';
    this.status = status;
    this.parameter = parameter;
    this.retryAfter = retryAfter;
  }
}

export async function fetchNames(filters, signal) {
  const answer = await get('/api/names', filters, signal);
  return well(answer, Array.isArray(answer?.names));
}

/** Names that the model makes up now. */
export async function inventNames(filters, signal) {
  const answer = await get('/api/invent', filters, signal);
  return well(answer, Array.isArray(answer?.names));
}

/** Returns nothing; a report that was not taken is an error. keepalive: it outlives the page. */
export async function reportName(id, why) {
  await send(`/api/names/${id}/report`, { method: 'POST', body: new URLSearchParams({ why }), keepalive: true });
}

export async function checkName(name, signal) {
  const answer = await get('/api/check', { name }, signal);
  return well(answer, typeof answer?.verdict === 'string');
}

/** The verdicts on many names: { results: [{ name, verdict, nearest }], as_of }, in the order of the names. */
export async function checkNames(names, signal) {
  const results = [];
  for (let i = 0; i < names.length; i += MOST_CHECKED) results.push(...await checkSome(names.slice(i, i + MOST_CHECKED), signal));
  return { results: results.map((result, i) => ({ ...result, name: names[i] })), as_of: results.at(-1)?.as_of };
}

async function checkSome(names, signal) {
  const answer = await send('/api/check', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ names }),
  }, signal);
  return well(answer, Array.isArray(answer) && answer.length === names.length);
}

/** What names can be filtered by: { styles, themes?, … }. */
export const fetchChoices = async (signal) => well(await get('/api/styles', {}, signal), true);

export async function fetchAbout(signal) {
  const answer = await get('/api/about', {}, signal);
  return well(answer, true);
}

function get(path, parameters, signal) {
  const query = new URLSearchParams(parameters).toString();
  return send(query ? `${path}?${query}` : path, {}, signal);
}

async function send(address, options, outerSignal) {
  const limit = timeLimit(outerSignal);
  try {
    const response = await fetch(address, { ...options, signal: limit.signal });
    const body = await response.json().catch((error) => {
      if (error.name === 'AbortError') throw error;
      return null; // not JSON: nginx's own error page, or half an answer
    });
    if (!response.ok) throw refusal(response, body);
    return body;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (limit.expired()) throw new ApiError('The server took too long to answer.');
    if (error.name === 'AbortError') throw error; // our own doing: a newer request replaced this one
    throw new ApiError('The server could not be reached.');
  } finally {
    limit.clear();
  }
}

/** A signal that ends with the caller's or after PATIENCE_MS, and knows which of the two it was. */
function timeLimit(outerSignal) {
  const controller = new AbortController();
  const stop = () => controller.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, PATIENCE_MS);
  if (outerSignal?.aborted) stop();
  outerSignal?.addEventListener('abort', stop, { once: true });
  return {
    signal: controller.signal,
    expired: () => late,
    clear: () => {
      clearTimeout(timer);
      outerSignal?.removeEventListener('abort', stop);
    },
  };
}

function refusal(response, problem) {
  const { status } = response;
  const retryAfter = Number.parseInt(response.headers.get('Retry-After') ?? '', 10) || 0;
  const wait = retryAfter > 0 ? `; try again in ${retryAfter} ${retryAfter === 1 ? 'second' : 'seconds'}` : '';
  const details = { status, retryAfter, parameter: problem?.parameter ?? null };
  if (status === 429) return new ApiError(`Too many requests from your side${wait}.`, details);
  if (status === 503) return new ApiError(`The server is busy or being updated${wait}.`, details);
  if (status < 500 && problem?.detail) return new ApiError(asSentence(problem.detail), details);
  return new ApiError(`The server made a mistake (status ${status}).`, details);
}

const asSentence = (text) => {
  const trimmed = String(text).trim();
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}${/[.!?]$/.test(trimmed) ? '' : '.'}`;
};

/** An answer of the wrong shape is an error here, not a crash in whoever shows it. */
function well(answer, fits) {
  if (!answer || typeof answer !== 'object' || !fits) throw new ApiError('The server sent something unreadable.');
  return answer;
}
