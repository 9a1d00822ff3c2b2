import type { OnOlderLog } from './olderLog.ts';
import { rows } from './olderLog.ts';

/** All questions are put as of this day and time: answers of then and of now are about the same moment. */
const day = '2026-11-30';
const now = `${day}T12:40:00.000Z`;

const keysOf = (category: string): string[] => [
  ...new Set(rows.filter(({ stream }) => stream.startsWith(`${category}-`)).map(({ stream }) => stream.slice(category.length + 1))),
];
const unitsOf = keysOf('center');

const lists = [
  '/v1/dossiers',
  `/v1/dossiers/received-elsewhere`,
  `/v1/workload?groupBy=unit&from=2025-06-01&to=${day}`,
  `/v1/workload?groupBy=procedure&from=2025-06-01&to=${day}`,
  `/v1/procedures?on=${day}`,
  `/v1/procedure-reviews?asOf=${now}`,
  `/v1/centers?on=${day}`,
  `/v1/officials?on=${day}`,
  `/v1/officials/load?asOf=${now}`,
  `/v1/assignment-batches?asOf=${now}`,
  `/v1/personal-data-reads?before=${now}`,
  `/v1/duties?asOf=${now}`,
  `/v1/notices?asOf=${now}`,
  `/v1/inventories?asOf=${now}`,
  `/v1/transfers?asOf=${now}`,
  `/v1/equipment/gaps?asOf=${now}`,
  `/v1/equipment/spaces?asOf=${now}`,
  `/v1/norms?asOf=${now}`,
  `/v1/pilots?asOf=${now}`,
  `/v1/regulations?asOf=${now}`,
  '/v1/audit',
  ...unitsOf.flatMap((unit) => [
    `/v1/dossiers/queue?unit=${unit}`,
    `/v1/positions?unit=${unit}&on=${day}`,
    `/v1/centers/${unit}/staff?on=${day}`,
    `/v1/centers/${unit}/coverage?on=${day}`,
  ]),
  ...keysOf('register').map((register) => `/v1/registers/${register.slice(0, 5)}/${register.slice(6)}`),
];
const details = [
  ...keysOf('dossier').map((id) => `/v1/dossiers/${id}`),
  ...keysOf('procedure').map((code) => `/v1/procedures/${code}?on=${day}`),
  ...keysOf('batch').map((id) => `/v1/assignment-batches/${id}?asOf=${now}`),
  ...keysOf('official').map((id) => `/v1/officials/${id}?on=${day}`),
  ...keysOf('calendar').map((year) => `/v1/calendars/${year}?closuresOf=25747`),
  ...keysOf('directive').flatMap((id) => [`/v1/directives/${id}?asOf=${now}`, `/v1/directives/${id}/matrix?asOf=${now}`]),
  ...keysOf('duty').map((id) => `/v1/duties/${id}?asOf=${now}`),
  ...keysOf('notice').map((id) => `/v1/notices/${id}?asOf=${now}`),
  ...keysOf('inventory').map((section) => `/v1/inventories/${section}?asOf=${now}`),
  ...keysOf('transfer').map((id) => `/v1/transfers/${id}?asOf=${now}`),
  ...keysOf('pilot').flatMap((id) => [`/v1/pilots/${id}?asOf=${now}`, `/v1/pilots/${id}/report?asOf=${now}`]),
  ...keysOf('review').map((id) => `/v1/procedure-reviews/${id}?asOf=${now}`),
  `/v1/regulations/model?asOf=${now}`,
  ...unitsOf.flatMap((unit) => [
    `/v1/centers/${unit}?on=${day}`,
    `/v1/centers/${unit}/equipment?asOf=${now}`,
    `/v1/regulations/${unit}?asOf=${now}`,
    `/v1/regulations/${unit}/differences?asOf=${now}`,
  ]),
];

/** Every answer about the older log, by its question; a list is the array of its items. */
export const ask = async ({ as }: OnOlderLog): Promise<Record<string, unknown>> => {
  const reader = await as({ roles: ['supervisor', 'auditor'], units: ['*'], personal: true });
  const answers: Record<string, unknown> = {};
  // the read models have seen all of the log before the first question that counts
  const asked = (question: string) => `${question}${question.includes('?') ? '&' : '?'}after=${rows.length}`;
  for (const question of lists) answers[question] = await reader.list(asked(question));
  for (const question of details) {
    const { status, json } = await reader.get(asked(question), { 'x-purpose': 'Doi chieu' });
    answers[question] = status === 200 ? json : { status };
  }
  return answers;
};
