// Trust policies (c2sp.org/tlog-policy): which logs and witnesses are known, and how many of them must have signed.
import { hasControls } from './bytes.js';
import { COSIGNATURE, ED25519, InvalidNote, parseCheckpoint, parseNote, parseVerifierKey, verifyNote } from './note.js';

/** @typedef {import('./note.js').VerifierKey} VerifierKey */
/** @typedef {{ key: VerifierKey, url?: string }} Party */
/** `enough` of the members, or a witness alone. @typedef {{ enough: number, members: readonly string[] } | { witness: VerifierKey }} Rule */
/** @typedef {{ logs: Party[], witnesses: Party[], quorum: string, rules: ReadonlyMap<string, Rule> }} Policy */
/** `cosigned`: by whom and when, seconds since 1970. @typedef {{ checkpoint: import('./note.js').Checkpoint, text: string, signedBy: VerifierKey[], cosigned: { name: string, time: number }[] }} Trusted */

/** A text that is no policy; says which line. */
export class InvalidPolicy extends Error {
  name = 'InvalidPolicy';
}

/** What can be said in vain by nobody: no witness is asked for. */
const NONE = 'none';

/** Reads a policy. Throws `InvalidPolicy`. @param {string} text @returns {Policy} */
export const parsePolicy = (text) => {
  /** @type {Party[]} */
  const logs = [];
  /** @type {Party[]} */
  const witnesses = [];
  /** @type {Map<string, Rule>} */
  const rules = new Map();
  /** @type {Set<string>} */
  const taken = new Set();
  /** @type {string | undefined} */
  let quorum;

  for (const [at, line] of text.split('\n').entries()) {
    /** @param {string} why @returns {never} */
    const refuse = (why) => {
      throw new InvalidPolicy(`Line ${at + 1} of the policy: ${why}`);
    };
    /** @param {string | undefined} encoded @param {number} type @param {readonly Party[]} others */
    const keyOf = (encoded, type, others) => {
      let key;
      try {
        key = parseVerifierKey(encoded ?? '');
      } catch (error) {
        return refuse(error instanceof InvalidNote ? error.message : String(error));
      }
      if (key.type !== type) refuse(`the key of ${key.name} is of another type.`);
      if (others.some((other) => String(other.key.publicKey) === String(key.publicKey)))
        refuse(`the key of ${key.name} stands there twice.`);
      return key;
    };
    /** @param {string | undefined} name @param {Rule} rule */
    const define = (name, rule) => {
      if (name === undefined || name === NONE || rules.has(name)) return refuse(`${name} cannot be defined.`);
      rules.set(name, rule);
    };
    if (hasControls(line, '\t') || line.includes('\u007f')) refuse('it holds a control character.');
    const [word, ...items] = line.split(/[ \t]+/).filter((item) => item !== '');
    if (word === undefined || word.startsWith('#')) continue;
    if (word === 'log' && items.length >= 1 && items.length <= 2) {
      const [encoded, url] = items;
      logs.push({ key: keyOf(encoded, ED25519, logs), ...(url && { url }) });
    } else if (word === 'witness' && items.length >= 2 && items.length <= 3) {
      const [name, encoded, url] = items;
      const key = keyOf(encoded, COSIGNATURE, witnesses);
      define(name, { witness: key });
      witnesses.push({ key, ...(url && { url }) });
    } else if (word === 'group' && items.length >= 3) {
      const [name, number = '', ...members] = items;
      const enough = number === 'all' ? members.length : number === 'any' ? 1 : /^[1-9]\d*$/.test(number) ? Number(number) : 0;
      if (enough < 1 || enough > members.length) refuse(`${number} of ${members.length} is no quorum.`);
      for (const member of members) {
        if (!rules.has(member)) refuse(`${member} is not defined above.`);
        if (taken.has(member)) refuse(`${member} is a member twice.`);
        taken.add(member);
      }
      define(name, { enough, members });
    } else if (word === 'quorum' && items.length === 1 && quorum === undefined) {
      quorum = items[0];
      if (quorum !== NONE && !rules.has(quorum ?? '')) refuse(`${quorum} is not defined above.`);
    } else refuse(`it is not understood: ${word}`);
  }
  if (quorum === undefined) throw new InvalidPolicy('The policy names no quorum.');
  return { logs, witnesses, quorum, rules };
};

/** Whether these witnesses are enough. @param {Policy} policy @param {readonly VerifierKey[]} cosigners */
export const isQuorum = ({ quorum, rules }, cosigners) => {
  /** @param {string} name @returns {boolean} */
  const holds = (name) => {
    const rule = rules.get(name);
    if (rule === undefined) return false;
    if ('witness' in rule) return cosigners.includes(rule.witness);
    return rule.members.filter(holds).length >= rule.enough;
  };
  return quorum === NONE || holds(quorum);
};

/** A checkpoint that the policy does not trust; `quorum` where only witnesses are wanting. */
export class Untrusted extends Error {
  name = 'Untrusted';
  /** @param {string} why @param {boolean} quorum */
  constructor(why, quorum = false) {
    super(why);
    this.quorum = quorum;
  }
}

/** Checks signatures and quorum of a checkpoint. Throws `Untrusted`, and `InvalidNote` for one that is none. @param {string} whole @param {Policy} policy @returns {Promise<Trusted>} */
export const verifyCheckpoint = async (whole, policy) => {
  const note = parseNote(whole);
  const checkpoint = parseCheckpoint(note.text);
  const keys = [...policy.logs, ...policy.witnesses].map(({ key }) => key);
  const verified = await verifyNote(note, keys);
  const signedBy = verified.flatMap(({ key }) => (key.type === ED25519 && key.name === checkpoint.origin ? [key] : []));
  const witnessed = verified.filter(({ key }) => key.type === COSIGNATURE);
  if (signedBy.length === 0) throw new Untrusted(`No known key of ${checkpoint.origin} signed this checkpoint.`);
  if (
    !isQuorum(
      policy,
      witnessed.map(({ key }) => key),
    )
  )
    throw new Untrusted(`${witnessed.length} known witnesses cosigned this checkpoint: that is no quorum.`, true);
  return { checkpoint, text: note.text, signedBy, cosigned: witnessed.map(({ key, time = 0 }) => ({ name: key.name, time })) };
};

/** The policy that trusts these logs without witnesses. @param {readonly string[]} keys @returns {Policy} */
export const keysAlone = (keys) => ({
  logs: keys.map((text) => ({ key: parseVerifierKey(text) })),
  witnesses: [],
  quorum: NONE,
  rules: new Map(),
});
