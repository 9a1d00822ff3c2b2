import { z } from 'zod';
import type { ReceiptPart } from '#commands/handling/command.ts';
import { namesOf } from '#domain/settings.ts';
import { limitText } from '#domain/time/wording.ts';
import { Component } from '#events/dossier/terms.ts';
import { Channel, ExplainedTime, Instant, Key, PartyId, ProcedureCode, TimeLimit, Warning } from '#events/terms.ts';

const Place = z.object({ unit: PartyId, name: z.string().describe('Full name of the unit or agency.') });
const Reception = z
  .object({
    code: z.string().describe('Dossier code.'),
    procedure: ProcedureCode,
    procedureVersion: z.int(),
    channel: Channel,
    receivedAt: Instant,
    placeOfReceipt: Place,
    pointId: Key.nullable(),
    competentUnit: Place,
    limit: TimeLimit,
    limitText: z.string().nullable().describe('The time limit in words; null where none is published.'),
    appointed: ExplainedTime.describe('The appointed time, explained line by line.'),
    components: z.array(Component.pick({ originals: true, certifiedCopies: true, photocopies: true, electronic: true })),
  })
  .meta({ id: 'Reception', description: 'What form 01 says of a reception, apart from who handed in what.' });

const warnings = z.array(Warning).optional().describe('What should be looked at; absent: nothing.');

/** What whoever hands a dossier in, or corrects it, is told to look at. */
export const warningReceipt: ReceiptPart = {
  shape: { warnings },
  of: (events) => {
    const told = events.flatMap(({ data }) => ('warnings' in data ? (data.warnings ?? []) : []));
    return told.length === 0 ? {} : { warnings: told };
  },
};

/** What form 01 (giấy tiếp nhận hồ sơ và hẹn trả kết quả) says and is not personal: a slip needs no second request. */
export const receptionReceipt: ReceiptPart = {
  shape: { ...warningReceipt.shape, reception: Reception.optional() },
  of: (events, settings) => {
    const received = events.find((event) => event.type === 'DossierReceived');
    if (received?.type !== 'DossierReceived') return {};
    const { code, procedure, procedureVersion, channel, pointId = null, limit, appointed, components, earlierComponents } = received.data;
    const nameOf = namesOf(settings);
    const place = (unit: string) => ({ unit, name: nameOf(unit) });
    return {
      ...warningReceipt.of(events, settings),
      reception: {
        code,
        procedure,
        procedureVersion,
        channel,
        pointId,
        limit,
        appointed,
        receivedAt: received.occurredAt,
        placeOfReceipt: place(received.data.placeOfReceipt),
        competentUnit: place(received.data.competentUnit),
        limitText: limit.kind === 'unpublished' ? null : limitText(limit),
        components: (components ?? earlierComponents ?? []).map(({ originals, certifiedCopies, photocopies, electronic }) => {
          return { originals, certifiedCopies, photocopies, electronic };
        }),
      },
    };
  },
};
