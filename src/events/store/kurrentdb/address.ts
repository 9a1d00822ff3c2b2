/** Where the log is and who asks: the connection string as the client takes it, and the name and password in it. */
export type Address = { url: string; credentials?: { username: string; password: string } };

// scheme, user and password, hosts, options
const form = /^(?:kurrentdb|kurrent|kdb|esdb)(?:\+discover)?:\/\/(?:([^:@/?]+):([^@/?]+)@)?[^@/?\s]+\/?(?:\?(.+))?$/;

const options = [
  'connectionName',
  'defaultDeadline',
  'discoveryInterval',
  'gossipTimeout',
  'keepAliveInterval',
  'keepAliveTimeout',
  'maxDiscoverAttempts',
  'nodePreference',
  'tls',
  'tlsCAFile',
  'tlsVerifyCert',
  'userCertFile',
  'userKeyFile',
];
const flat = (name: string) => name.toLowerCase().replace(/[_-]/g, '');

/** The client's reading half waits this long before it connects at all; half a second, unless told otherwise. */
const DISCOVERY_MS = 50;

/**
 * Reads a connection string of KurrentDB or EventStoreDB: one host, several, or `+discover`; TLS unless `tls=false`.
 * Throws an Error that says what is wrong and never quotes the string. Options it does not know are refused, because the client prints
 * the whole string, password and all, when it meets one.
 */
export const readAddress = (text: string): Address => {
  const [whole, username, password, query = ''] = form.exec(text.trim()) ?? [];
  if (whole === undefined) throw new Error('EVENTSTORE_URL: expected kurrentdb://user:password@host:2113?option=value');
  const given = new Map(query.split('&').map((pair) => [flat(pair.split('=')[0] ?? ''), pair.split('=')[1]]));
  const unknown = [...given.keys()].filter((name) => name !== '' && !options.some((option) => flat(option) === name));
  if (unknown.length > 0) throw new Error(`EVENTSTORE_URL: there is no option ${unknown.join(', ')}; there are ${options.join(', ')}`);
  const url = given.has(flat('discoveryInterval')) ? whole : `${whole}${query ? '&' : '?'}discoveryInterval=${DISCOVERY_MS}`;
  if (username === undefined || password === undefined) {
    if (given.get('tls') !== 'false') throw new Error('EVENTSTORE_URL: over TLS, user:password@ must stand before the host');
    return { url };
  }
  try {
    return { url, credentials: { username: decodeURIComponent(username), password: decodeURIComponent(password) } };
  } catch {
    throw new Error('EVENTSTORE_URL: user and password are percent-encoded');
  }
};
