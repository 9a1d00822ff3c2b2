import { isDeepStrictEqual } from 'node:util';
import { centerEvents } from '#events/center/events.ts';
import { centerCommand } from './center.ts';
import { established } from './rules.ts';

export const designateHeadquarters = centerCommand({
  name: 'DesignateHeadquarters',
  summary: 'Designates the headquarters and what is reused of the former one-stop section.',
  input: centerEvents.schemas.HeadquartersDesignated,
  decide: (center, headquarters) =>
    isDeepStrictEqual(established(center, headquarters.unit).headquarters, headquarters)
      ? []
      : [{ type: 'HeadquartersDesignated', data: headquarters }],
});
