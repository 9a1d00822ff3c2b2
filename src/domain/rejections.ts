/** Every reason to refuse a command, with its title. The code is the tail of the problem's `type`, for ever. */
export const rejections = {
  // center
  'unit-unknown': 'There is no such unit',
  'center-not-established': 'The Center has not been established',
  'center-already-established': 'The Center was established before',
  'center-already-open': 'The Center is already open',
  'center-not-ready': 'The Center may not open yet',
  'point-not-found': 'There is no such point',
  'point-already-exists': 'There is a point with this id',
  'point-closed': 'The point is closed',
  'last-point': 'An open Center keeps at least one point',
  'working-hours-invalid': 'Shifts overlap or end before they begin',
  'date-out-of-order': 'The dates contradict each other',
  // official
  'official-not-found': 'There is no such official',
  'official-already-registered': 'The official was registered before',
  'official-of-another-unit': 'The official served at a unit that the actor may not act for',
  'official-elsewhere': 'The official serves at another Center on one of these days',
  'official-already-assigned': 'The official already holds this position on one of these days',
  'office-not-eligible': 'The office held does not allow this position on one of these days',
  'assignment-not-found': 'There is no such assignment',
  'assignment-ended': 'The assignment has ended',
  'substitute-is-self': 'Nobody stands in for themselves',
  'batch-not-sound': 'Lines of the file are refused',
  'batch-not-found': 'There is no such batch under way',
  'task-group-repeated': 'A sector is named twice',
  'sector-unknown': 'The catalogue of procedures has no such sector',
  // procedure
  'procedure-not-found': 'There is no such procedure',
  'procedure-already-catalogued': 'The procedure is in the catalogue',
  'successor-is-self': 'A procedure does not succeed itself',
  'procedure-retired': 'The procedure is retired on that day',
  'procedure-version-out-of-order': 'A new version begins after the one before it',
  'procedure-limit-unpublished': 'The procedure has no published time limit',
  'procedure-limit-published': 'The procedure has a published time limit',
  'procedure-parts-invalid': 'The parts of the procedure version contradict each other or it',
  'procedure-not-offered': 'The Center does not offer the procedure on that day',
  'procedure-not-in-effect': 'No version of the procedure is in effect on that day',
  // review
  'review-not-found': 'There is no such review',
  'review-already-opened': 'The review was opened before',
  'review-going-on': 'The review before is not over',
  'review-of-other-sector': 'Another department answers for the sector of the procedure',
  'review-out-of-order': 'Reviews of a procedure are numbered from 1 without a gap',
  'review-status-differs': 'The review does not stand where this could happen',
  'review-not-sound': 'The checks of the review stand in the way',
  'review-takes-effect-too-early': 'A new version takes effect today or later',
  // notice
  'notice-not-found': 'There is no such notice',
  'notice-not-resendable': 'The notice neither failed nor is it uncertain',
  // calendar
  'calendar-already-published': 'The calendar of that year was published',
  'calendar-not-published': 'The calendar of a year that matters was not published',
  'calendar-day-invalid': 'A day does not belong to the calendar',
  'closure-not-found': 'There is no such closure',
  'closure-lifted': 'The closure was lifted before',
  // dossier
  'dossier-not-found': 'There is no such dossier',
  'dossier-already-exists': 'There is a dossier with this id',
  'dossier-not-received': 'The dossier has not been received',
  'dossier-already-received': 'The dossier was received before',
  'dossier-ended': 'The dossier has ended',
  'dossier-not-settled': 'The dossier has no result yet',
  'dossier-already-settled': 'The dossier has a result',
  'result-not-returned': 'The result has not been returned',
  'dossier-archived': 'The dossier was archived',
  'part-not-found': 'The dossier has no such part',
  'part-already-settled': 'The part has a result',
  'dossier-has-parts': 'The dossier is settled part by part',
  'agreed-time-invalid': 'The time agreed with the citizen is before reception or outside working hours',
  'duplicate-external-code': 'The code of the portal belongs to another dossier',
  'nothing-to-correct': 'No field to correct was named',
  'procedure-correction-too-late': 'The procedure is corrected on the day of receipt only, before anything rests on it',
  'procedure-has-parts': 'Linked procedures with parts of their own are not reopened as one',
  'replacement-not-returned': 'A replacement result has not been returned',
  'head-only': 'After settlement only the head of the Center may do this',
  'dossier-not-finished': 'The dossier has not been returned or stopped',
  'center-not-receiving': 'The Center does not receive on that day',
  'no-area-team': 'Dossiers of agencies of the city are not received at this Center on that day',
  'place-of-receipt-missing': 'A Center receives what an agency of the city settles',
  'party-settles-nothing': 'The department or office settles no dossiers',
  'supplement-already-requested': 'A supplement was requested before; the law allows one request',
  'supplement-not-requested': 'No supplement is outstanding',
  'clock-stopped': 'The dossier waits for the citizen',
  'not-the-holder': 'Only the present holder may do this',
  'actor-not-serving': 'Whoever acts does not serve there on that day',
  'receiver-not-serving': 'The receiver does not serve there on that day',
  'receiver-is-holder': 'The receiver already holds the dossier',
  'handover-not-waiting': 'No hand-over of the dossier waits for acceptance',
  'batch-already-accepted': 'There is a batch with this id',
  'batch-line-too-long': 'A line of the batch is too long',
  'not-the-giver': 'Only who handed it over may recall it',
  'step-skipped': 'A step that comes first has not been done',
  'signer-not-leader': 'Whoever signs has to serve as a leader that day',
  'step-out-of-range': 'The procedure version has no such step',
  'verification-not-foreseen': 'The procedure version knows no verification',
  'verification-already-started': 'Verification was started before',
  'extension-already-granted': 'The time was extended before; the law allows one extension',
  'extension-too-late': 'The deadline has passed',
  'extension-too-long': 'The extension exceeds what the procedure allows',
  'fee-already-requested': 'A fee is outstanding',
  'fee-not-requested': 'No fee is outstanding',
  'fee-amount-differs': 'The amount paid is not the amount asked',
  'fee-outstanding': 'A fee is outstanding',
  'fee-differs-from-published': 'The fee is not the published one, and no reason was given',
  'waiver-exceeds-fee': 'More would be waived than is owed',
  'refund-exceeds-payment': 'More would be given back than was paid',
  'receipt-number-used': 'The number was used for another receipt or voucher',
  'occurred-out-of-order': 'The act happened before what is already on record, or in the future',
  'late-entry-unexplained': 'A late entry needs its reason',
  'outside-working-hours': 'The unit does not work at that time',
  'late-entry-not-found': 'No such act awaits confirmation',
  'late-entry-decided': 'The late entry was confirmed or declined before',
  'own-late-entry': 'Nobody confirms what they entered late themselves',
  'personal-data-erased': 'The personal data has been erased',
  'retention-not-over': 'The law still requires the data to be kept',
  'legal-hold-already-placed': 'A legal hold was placed under this id',
  'legal-hold-not-found': 'There is no such legal hold',
  // directive
  'directive-not-found': 'There is no such directive',
  'directive-already-issued': 'The directive was issued before',
  'directive-task-invalid': 'A task of the directive contradicts itself or another one',
  'party-unknown': 'There is no such unit, department or office',
  'task-not-found': 'The directive has no such task',
  // duty
  'duty-not-found': 'There is no such duty',
  'duty-fulfilled': 'The duty is fulfilled',
  'evidence-not-asked': 'The duty is recognised by a rule',
  'evidence-already-exists': 'There is evidence with this id',
  'evidence-not-found': 'There is no such evidence',
  'evidence-decided': 'The evidence was accepted or returned before',
  // norm
  'norms-out-of-order': 'A new version of norms begins no earlier than the one before',
  // inventory
  'inventory-not-found': 'There is no such inventory',
  'inventory-already-opened': 'The inventory was drawn up before',
  'items-not-there': 'The section has fewer pieces left',
  'section-not-shared': 'The section is not shared with this unit',
  // transfer
  'transfer-not-found': 'There is no such transfer',
  'transfer-already-requested': 'There is a transfer with this id',
  'transfer-to-itself': 'Giver and receiver are the same',
  'transfer-status-differs': 'The transfer does not stand where this could happen',
  'no-surplus': 'The Center cannot spare so many pieces',
  // pilot
  'pilot-not-found': 'There is no such pilot',
  'pilot-already-planned': 'There is a pilot with this id',
  'pilot-status-differs': 'The pilot does not stand where this could happen',
  'pilot-issue-already-found': 'There is an issue with this id',
  'pilot-issue-not-found': 'There is no such issue',
  'pilot-issue-resolved': 'The issue was resolved before',
  'not-in-pilot': 'This does not belong to the pilot',
  // regulation
  'model-version-not-found': 'The model text has no such version',
  'articles-not-numbered': 'Articles are numbered from 1 on, without a gap',
  // register
  'number-not-taken': 'The number was not handed out',
  'number-borne': 'A dossier bears the number, or is about to',
  'number-explained': 'The number was explained as unused before',
  'number-pattern-missing': 'No number pattern is configured for that day',
  // period
  'period-not-over': 'The month is not over',
  'period-not-closed': 'The period is not closed',
  // projection
  'projection-unknown': 'There is no such projection or process',
  'process-not-rebuilt': 'What a process did cannot be done anew',
  // access
  'nothing-read': 'No personal data was named',
} as const satisfies Record<string, string>;

export type RejectionCode = keyof typeof rejections;

/** One thing that stands in the way; with its line where the command came as a file. */
export type Obstacle = { code: string; detail: string; line?: number };

/** A rule forbids the command. `details`: for the caller, nothing personal; `missing`: all that is in the way. */
export class Rejection extends Error {
  override name = 'Rejection';
  readonly code: RejectionCode;
  readonly missing: readonly Obstacle[] | undefined;
  constructor(code: RejectionCode, detail: string, missing?: readonly Obstacle[]) {
    super(detail);
    this.code = code;
    this.missing = missing;
  }
}
