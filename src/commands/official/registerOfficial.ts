import { z } from 'zod';
import { Rejection } from '#domain/rejections.ts';
import { Office } from '#events/official/events.ts';
import { OfficialId, Text, UnitCode } from '#events/terms.ts';
import { officialCommand } from './official.ts';

export const registerOfficial = officialCommand({
  name: 'RegisterOfficial',
  summary: 'Makes an official known; without `officialId` one is made up.',
  input: z.strictObject({
    officialId: OfficialId.optional(),
    name: z.string().trim().min(1).max(200),
    phone: z.string().trim().min(3).max(40).optional(),
    office: Office.describe('Office held at registration.'),
    sentBy: Text.optional().describe('Department or vertical agency that sent the official.'),
    unit: UnitCode.optional().describe('Unit that registers the official.'),
  }),
  creates: true,
  generatesId: true,
  unit: ({ unit }) => unit,
  decide: (official, { name, phone, office, sentBy, unit }, { id, settings }) => {
    if (official.status !== 'absent') throw new Rejection('official-already-registered', `Official ${id} was registered before.`);
    if (unit !== undefined && !settings.units.some(({ code }) => code === unit))
      throw new Rejection('unit-unknown', `The city has no unit ${unit}.`);
    const optional = { ...(phone !== undefined && { phone }), ...(sentBy !== undefined && { sentBy }) };
    return [{ type: 'OfficialRegistered', data: { officialId: id, name, office, ...optional } }];
  },
});
