import type { ReadReq } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { LogEvent } from './log.ts';

export type Wanted = (event: LogEvent) => boolean;

type Expression = { getRegex(): string; getPrefixList(): string[] };
const matching = (expression: Expression): ((text: string) => boolean) => {
  const regex = expression.getRegex();
  if (regex) {
    const compiled = new RegExp(regex, 'u');
    return (text) => compiled.test(text);
  }
  const prefixes = expression.getPrefixList();
  return (text) => prefixes.some((prefix) => text.startsWith(prefix));
};

/** A filter of the whole log: prefixes or a pattern, of the stream's name or the event's type. */
export const wantedBy = (options: ReadReq.Options): Wanted => {
  const filter = options.getFilter();
  const byStream = filter?.getStreamIdentifier();
  const byType = filter?.getEventType();
  if (byStream) {
    const matches = matching(byStream);
    return ({ stream }) => matches(stream);
  }
  if (byType) {
    const matches = matching(byType);
    return ({ type }) => matches(type);
  }
  return () => true;
};

/** Events that a server looks at before it tells where a filtered subscription stands. */
export const checkpointInterval = (options: ReadReq.Options): number | undefined => {
  const filter = options.getFilter();
  if (!filter) return undefined;
  return (filter.hasMax() ? filter.getMax() : DEFAULT_WINDOW) * filter.getCheckpointintervalmultiplier();
};
const DEFAULT_WINDOW = 32;
