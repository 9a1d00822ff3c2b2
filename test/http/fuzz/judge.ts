import { rejections } from '#domain/rejections.ts';
import { problemKinds } from '#http/server/problemKinds.ts';
import { jsonOf, planted, type Request, secret } from './requests.ts';
import type { Answer } from './wire.ts';
import { home, neighbour, ofNeighbour, type World } from './world.ts';

/** What only the inside knows: code, statements and the words of the database. */
const inside =
  /\n\s+at |node_modules|\.ts\b:\d|\/src\/|\bselect .+ from |insert into|relation "|syntax error at|invalid input syntax|violates|ECONNREFUSED|ENOENT/i;

const insideOf = (body: string): string[] => {
  const found = inside.exec(body);
  return found ? [`it tells of the inside: ${found[0]}`] : [];
};

const parse = (text: string): any => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Why a refusal is not what it should be: a problem document that tells of nothing inside. */
export const faultsOfRefusal = ({ status, headers, body }: Answer, method = 'GET'): string[] => {
  const faults = insideOf(body);
  if (status >= 500) faults.push(`status ${status}`);
  if (!headers['content-type']?.startsWith('application/problem+json')) faults.push(`a refusal of type ${headers['content-type']}`);
  if (method === 'HEAD') return faults;
  const problem = parse(body);
  const code = String(problem?.type).replace('/problems/', '');
  if (!Object.hasOwn(problemKinds, code)) faults.push(`a problem of type ${problem?.type}`);
  if (problem?.status !== status) faults.push(`a problem that speaks of status ${problem?.status}`);
  if (body.length > 20_000) faults.push(`a refusal of ${body.length} characters`);
  const { instance: _, ...rest } = problem ?? {};
  const said = JSON.stringify(rest);
  // a rule may name a number or a key that was given before
  if (said.includes(secret) || (said.includes(planted) && !Object.hasOwn(rejections, code))) faults.push('personal data in a refusal');
  return faults;
};

const faultsOfSuccess = (request: Request, { status, headers, body }: Answer): string[] => {
  const { operation, method, path } = request;
  const faults = insideOf(body);
  const asDescribed = method === operation.method && path.split('/').length === operation.path.split('/').length;
  if (method === 'HEAD' || !asDescribed) return faults;
  const type = headers['content-type'] ?? '';
  const fault = type.includes('json') ? operation.faultOf(status, type, parse(body)) : undefined;
  if (fault) faults.push(`an answer unlike its description: ${fault}`);
  const sent = request
    .encode?.(jsonOf(request.body))
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  // an absent body stands for an empty one
  if (operation.body !== undefined && !operation.accepts(parse(sent ?? '') ?? {}))
    faults.push('taken, although the description forbids it');
  if (sent?.includes('\uFFFD')) faults.push('taken, although it is no UTF-8');
  return faults;
};

/** The single things an answer tells of: items of a list, events of a batch, lines of a table. */
const partsOf = (body: string): string[] => {
  const json = parse(body);
  const items: unknown[] = json === undefined ? body.split('\n') : Array.isArray(json) ? json : (json?.items ?? [json]);
  return items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
};

/** Everything that is wrong with the answer to a request. */
export const faultsOf = (world: World, request: Request, answer: Answer | undefined): string[] => {
  const bodyBytes = request.encode?.(jsonOf(request.body)).length ?? 0;
  // the end of a connection may overtake the refusal of a body that is still being sent
  if (answer === undefined) return bodyBytes > 1_000_000 ? [] : ['no answer'];
  const { status, body } = answer;
  const faults = status >= 400 ? faultsOfRefusal(answer, request.method) : faultsOfSuccess(request, answer);
  const authorization = request.headers.find(([name]) => name === 'authorization')?.[1];
  const { grant } = world.people.find((person) => person.authorization === authorization) ?? {};
  const narrow = grant === undefined || (grant.units.every((unit) => unit === home) && grant.units.length > 0);
  const asked = `${request.path} ${JSON.stringify(request.query)} ${jsonOf(request.body)}`;
  const signs = [ofNeighbour, `H29.${neighbour}-`, ...(status >= 400 ? [`${neighbour}-reception`, `${neighbour}-director`] : [])];
  const telling = signs.filter((sign) => !asked.includes(sign));
  // what came into the hands of the own unit is its own
  const strange = partsOf(body).find((part) => !part.includes(home) && telling.some((sign) => part.includes(sign)));
  if (narrow && strange !== undefined) faults.push(`it tells of another unit: ${strange.slice(0, 500)}`);
  return faults;
};
