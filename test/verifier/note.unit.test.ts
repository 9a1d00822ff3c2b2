import { describe, expect, test } from 'vitest';
import { COSIGNATURE, InvalidNote, parseCheckpoint, parseNote, parseVerifierKey, verifyNote } from '#verifier/note.js';
import { InvalidPolicy, parsePolicy, Untrusted, verifyCheckpoint } from '#verifier/policy.js';
import { newSigningKey, parseSigningKey, signatureLine, signedNote } from '#verifier/signing.js';

const text = 'motcua.example/log\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
const log = newSigningKey('motcua.example/log');
const witnesses = ['w1', 'w2', 'w3'].map((name) => newSigningKey(`${name}.example`, COSIGNATURE));
const note = signedNote([parseSigningKey(log.secret)], text);
const cosigned = (...which: number[]): string =>
  note + which.map((n) => signatureLine(parseSigningKey(witnesses[n]?.secret ?? '', COSIGNATURE), text, 1_764_000_000)).join('');
const policy = parsePolicy(`# two of three
log ${log.verifier}
${witnesses.map(({ verifier }, n) => `witness W${n} ${verifier} https://w${n}.example/`).join('\n')}
group enough 2 W0 W1 W2
quorum enough
`);

describe('a signed note', () => {
  test('of the specification is verified by the key that stands there', async () => {
    // the example of c2sp.org/signed-note v1.0.0
    const example =
      'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
    const key = parseVerifierKey('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k');
    expect(await verifyNote(parseNote(example), [key])).toEqual([{ key }]);
    await expect(verifyNote(parseNote(example.replace('example message', 'other message')), [key])).rejects.toThrow(InvalidNote);
  });

  test('passes over signatures of others and needs a blank line and a signature', async () => {
    expect(await verifyNote(parseNote(note), [])).toEqual([]);
    for (const wrong of ['', 'a\n', 'a\n\n', note.slice(0, -1), note.replace('— ', '- '), note.replace('\n5\n', '\n5\t\n')])
      expect(() => parseNote(wrong)).toThrow(InvalidNote);
  });

  test('is signed by a key that reads as it was written', () => {
    const key = parseSigningKey(log.secret);
    expect(key.verifier).toBe(log.verifier);
    expect(parseVerifierKey(log.verifier).name).toBe('motcua.example/log');
    expect(() => parseSigningKey(log.secret.replace('motcua', 'other'))).toThrow('id');
    expect(() => parseVerifierKey(log.verifier.replace('motcua', 'other'))).toThrow(InvalidNote);
    expect(() => newSigningKey('a b')).toThrow('name');
  });
});

describe('a checkpoint', () => {
  test('is origin, size and root', () => {
    expect(parseCheckpoint(text)).toMatchObject({ origin: 'motcua.example/log', size: 5 });
    for (const wrong of [
      'a\n5\n',
      text.replace('5', '05'),
      text.replace('5', '-1'),
      text.replace('CsU', 'Cs'),
      `${text}\n`,
      text.slice(0, -1),
    ])
      expect(() => parseCheckpoint(wrong)).toThrow(InvalidNote);
  });

  test('is trusted with enough witnesses', async () => {
    await expect(verifyCheckpoint(cosigned(0, 2), policy)).resolves.toMatchObject({
      checkpoint: { size: 5 },
      cosigned: [
        { name: 'w1.example', time: 1_764_000_000 },
        { name: 'w3.example', time: 1_764_000_000 },
      ],
    });
    await expect(verifyCheckpoint(cosigned(1), policy)).rejects.toThrow(Untrusted);
    await expect(verifyCheckpoint(cosigned(1, 1), policy)).rejects.toThrow(Untrusted);
  });

  test('is not trusted when another key signed it, or a known one something else', async () => {
    const stranger = newSigningKey('motcua.example/log');
    await expect(verifyCheckpoint(signedNote([parseSigningKey(stranger.secret)], text), policy)).rejects.toThrow(Untrusted);
    await expect(verifyCheckpoint(cosigned(0, 1).replace('\n5\n', '\n6\n'), policy)).rejects.toThrow(InvalidNote);
  });

  test('is signed by the old and the new key while keys are rotated', async () => {
    const next = newSigningKey('motcua.example/log');
    const both = signedNote([parseSigningKey(next.secret), parseSigningKey(log.secret)], text);
    for (const { verifier } of [log, next])
      await expect(verifyCheckpoint(both, parsePolicy(`log ${verifier}\nquorum none\n`))).resolves.toMatchObject({ signedBy: [{}] });
  });
});

describe('a policy', () => {
  test('says which line is wrong', () => {
    const [one, other] = witnesses.map(({ verifier }) => verifier);
    for (const [wrong, line] of [
      ['quorum W', 1],
      [`witness W ${one}\nwitness W ${other}`, 2],
      [`witness W ${one}\nwitness V ${one}`, 2],
      [`witness none ${one}`, 1],
      [`witness W ${log.verifier}`, 1],
      [`log ${one}`, 1],
      [`witness W ${one}\ngroup G 2 W`, 2],
      [`witness W ${one}\ngroup G any W\ngroup H any W`, 3],
      [`group G any W`, 1],
      ['quorum none\nquorum none', 2],
      ['nonsense', 1],
    ] as const)
      expect(() => parsePolicy(wrong)).toThrow(new RegExp(`Line ${line} of the policy`));
    expect(() => parsePolicy('')).toThrow(InvalidPolicy);
  });
});
