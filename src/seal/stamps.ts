import { createHash, randomBytes } from 'node:crypto';
import { SignedData } from '@peculiar/asn1-cms';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { MessageImprint, TimeStampReq, TimeStampReqVersion, TimeStampResp, TSTInfo } from '@peculiar/asn1-tsp';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { pause, repeatEvery } from '#events/store/retry.ts';
import type { SealDatabase } from './database.ts';
import type { SealLog } from './sealing.ts';

const SHA256 = '2.16.840.1.101.3.4.2.1';
const NONCE_BYTES = 8;
const TIMEOUT_MS = 20_000;
const MOST_BYTES = 65_536;
const EVERY_MS = 10_000;
/** How long an authority is left alone that gave no time stamp. */
const AGAIN_MS = 60_000;

/** An answer that is no time stamp of what was asked. */
export class InvalidStamp extends Error {
  override name = 'InvalidStamp';
}

const arrayBuffer = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

/** A request of RFC 3161 for the time stamp of a text, with the authority's certificates in the answer. */
export const stampRequest = (text: string): { request: Buffer; digest: Buffer; nonce: Buffer } => {
  const digest = createHash('sha256').update(text).digest();
  const nonce = randomBytes(NONCE_BYTES);
  // positive, and of the shortest form of a whole number
  nonce.writeUInt8((nonce.readUInt8(0) & 0x7f) | 0x40, 0);
  const hashAlgorithm = new AlgorithmIdentifier({ algorithm: SHA256, parameters: null });
  const messageImprint = new MessageImprint({ hashAlgorithm, hashedMessage: new OctetString(arrayBuffer(digest)) });
  const request = new TimeStampReq({ version: TimeStampReqVersion.v1, messageImprint, nonce: arrayBuffer(nonce), certReq: true });
  return { request: Buffer.from(AsnConvert.serialize(request)), digest, nonce };
};

/** What an authority signed, out of its token. */
const infoOf = (signedData: ArrayBuffer): TSTInfo => {
  const { eContent } = AsnConvert.parse(signedData, SignedData).encapContentInfo;
  const content = eContent?.single?.buffer ?? eContent?.any;
  if (content === undefined) throw new InvalidStamp('the time stamp is empty');
  return AsnConvert.parse(content, TSTInfo);
};

/**
 * When an authority says that it saw this digest, as a UTC instant. Its signature is for whoever trusts it to verify:
 * `openssl ts -verify`. Throws `InvalidStamp`.
 */
export const stampedAt = (answer: Uint8Array, { digest, nonce }: { digest: Buffer; nonce: Buffer }): string => {
  let info: TSTInfo;
  try {
    const { status, timeStampToken } = AsnConvert.parse(arrayBuffer(answer), TimeStampResp);
    if (status.status > 1 || timeStampToken === undefined) throw new InvalidStamp(`the authority refused: status ${status.status}`);
    info = infoOf(timeStampToken.content);
  } catch (error) {
    if (error instanceof InvalidStamp) throw error;
    throw new InvalidStamp('the answer is no time stamp', { cause: error });
  }
  if (!Buffer.from(info.messageImprint.hashedMessage.buffer).equals(digest)) throw new InvalidStamp('the time stamp is of something else');
  if (info.nonce === undefined || !Buffer.from(info.nonce).equals(nonce)) throw new InvalidStamp('the time stamp answers another request');
  return info.genTime.toISOString();
};

export type StampOptions = {
  seal: Pick<SealDatabase, 'latest' | 'stamp' | 'lastStamp'>;
  origin: string;
  /** Address of the authority, by RFC 3161 over HTTP. */
  url: string;
  /** Minutes between two time stamps. */
  everyMinutes: number;
  log: SealLog;
  /** Whether this process is the one that seals. */
  holding: () => boolean;
  everyMs?: number;
};

/** Asks the authority for a time stamp of a text. Throws `InvalidStamp`, and the errors of fetch. */
const askStamp = async (url: string, text: string): Promise<{ answer: Buffer; stampedAt: string }> => {
  const { request, ...expected } = stampRequest(text);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
    body: new Uint8Array(request),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new InvalidStamp(`the authority answered with ${response.status}`);
  const answer = Buffer.from(await response.arrayBuffer());
  if (answer.length > MOST_BYTES) throw new InvalidStamp('the answer is too large');
  return { answer, stampedAt: stampedAt(answer, expected) };
};

/** Has the newest checkpoint stamped every so many minutes, as long as there is a newer one than the last stamped. */
export const startStamping = ({ seal, origin, url, everyMinutes, log, holding, everyMs = EVERY_MS }: StampOptions): AsyncDisposable =>
  repeatEvery(everyMs, async (signal) => {
    if (!holding()) return undefined;
    try {
      const [sealed, last] = await Promise.all([seal.latest(origin), seal.lastStamp(origin)]);
      const due = last === undefined || Date.parse(last.stampedAt) + everyMinutes * 60_000 <= Date.now();
      if (sealed === undefined || sealed.size === last?.size || !due) return undefined;
      const stamp = await askStamp(url, sealed.note);
      await seal.stamp(origin, sealed.size, { authority: url, ...stamp });
    } catch (error) {
      log.warn({ reason: (error as Error).message }, 'A checkpoint could not be stamped; trying again');
      await pause(AGAIN_MS, signal);
    }
    return undefined;
  });
