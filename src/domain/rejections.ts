/**
 * Every reason for which a command can be refused: the code is the tail of the problem's `type`, for ever.
 * `status` is what HTTP answers: 404 nothing there, 409 a rule forbids it.
 */
export const rejections = {
  // center
  'unit-unknown': { status: 404, title: 'There is no such unit' },
  'center-not-established': { status: 409, title: 'The Center has not been established' },
  'center-already-established': { status: 409, title: 'The Center was established before' },
  'center-already-open': { status: 409, title: 'The Center is already open' },
  'center-not-ready': { status: 409, title: 'The Center may not open yet' },
  'point-not-found': { status: 404, title: 'There is no such point' },
  'point-already-exists': { status: 409, title: 'There is a point with this id' },
  'point-closed': { status: 409, title: 'The point is closed' },
  'last-point': { status: 409, title: 'An open Center keeps at least one point' },
  'working-hours-invalid': { status: 409, title: 'Shifts overlap or end before they begin' },
  'date-out-of-order': { status: 409, title: 'The dates contradict each other' },
  // official
  'official-not-found': { status: 404, title: 'There is no such official' },
  'official-already-registered': { status: 409, title: 'The official was registered before' },
  'official-elsewhere': { status: 409, title: 'The official serves at another Center on one of these days' },
  'official-already-assigned': { status: 409, title: 'The official already holds this position on one of these days' },
  'office-not-eligible': { status: 409, title: 'The office held does not allow this position on one of these days' },
  'assignment-not-found': { status: 404, title: 'There is no such assignment' },
  'assignment-ended': { status: 409, title: 'The assignment has ended' },
  'substitute-is-self': { status: 409, title: 'Nobody stands in for themselves' },
  'batch-not-sound': { status: 409, title: 'Lines of the file are refused' },
  'batch-not-found': { status: 404, title: 'There is no such batch under way' },
  'task-group-repeated': { status: 409, title: 'A sector is named twice' },
  // procedure
  'procedure-not-found': { status: 404, title: 'There is no such procedure' },
  'procedure-already-catalogued': { status: 409, title: 'The procedure is in the catalogue' },
  'successor-is-self': { status: 409, title: 'A procedure does not succeed itself' },
  'procedure-retired': { status: 409, title: 'The procedure is retired on that day' },
  'procedure-version-out-of-order': { status: 409, title: 'A new version begins after the one before it' },
  'procedure-limit-unpublished': { status: 409, title: 'The procedure has no published time limit' },
  'procedure-not-in-effect': { status: 409, title: 'No version of the procedure is in effect on that day' },
  // review
  'review-not-found': { status: 404, title: 'There is no such review' },
  'review-already-opened': { status: 409, title: 'The review was opened before' },
  'review-going-on': { status: 409, title: 'The review before is not over' },
  'review-out-of-order': { status: 409, title: 'Reviews of a procedure are numbered from 1 without a gap' },
  'review-status-differs': { status: 409, title: 'The review does not stand where this could happen' },
  'review-not-sound': { status: 409, title: 'The checks of the review stand in the way' },
  'review-takes-effect-too-early': { status: 409, title: 'A new version takes effect today or later' },
  // notice
  'notice-not-found': { status: 404, title: 'There is no such notice' },
  'notice-not-resendable': { status: 409, title: 'The notice neither failed nor is it uncertain' },
  // calendar
  'calendar-already-published': { status: 409, title: 'The calendar of that year was published' },
  'calendar-not-published': { status: 409, title: 'The calendar of a year that matters was not published' },
  'calendar-day-invalid': { status: 409, title: 'A day does not belong to the calendar' },
  'closure-not-found': { status: 404, title: 'There is no such closure' },
  // dossier
  'dossier-not-found': { status: 404, title: 'There is no such dossier' },
  'dossier-already-exists': { status: 409, title: 'There is a dossier with this id' },
  'dossier-not-received': { status: 409, title: 'The dossier has not been received' },
  'dossier-already-received': { status: 409, title: 'The dossier was received before' },
  'dossier-ended': { status: 409, title: 'The dossier has ended' },
  'dossier-not-settled': { status: 409, title: 'The dossier has no result yet' },
  'dossier-already-settled': { status: 409, title: 'The dossier has a result' },
  'result-not-returned': { status: 409, title: 'The result has not been returned' },
  'dossier-archived': { status: 409, title: 'The dossier was archived' },
  'center-not-receiving': { status: 409, title: 'The Center does not receive on that day' },
  'supplement-already-requested': { status: 409, title: 'A supplement was requested before; the law allows one request' },
  'supplement-not-requested': { status: 409, title: 'No supplement is outstanding' },
  'clock-stopped': { status: 409, title: 'The dossier waits for the citizen' },
  'not-the-holder': { status: 409, title: 'Only the present holder may do this' },
  'receiver-not-serving': { status: 409, title: 'The receiver does not serve there on that day' },
  'receiver-is-holder': { status: 409, title: 'The receiver already holds the dossier' },
  'step-out-of-range': { status: 409, title: 'The procedure version has no such step' },
  'verification-not-foreseen': { status: 409, title: 'The procedure version knows no verification' },
  'verification-already-started': { status: 409, title: 'Verification was started before' },
  'extension-already-granted': { status: 409, title: 'The time was extended before; the law allows one extension' },
  'extension-too-late': { status: 409, title: 'The deadline has passed' },
  'extension-too-long': { status: 409, title: 'The extension exceeds what the procedure allows' },
  'fee-already-requested': { status: 409, title: 'A fee is outstanding' },
  'fee-not-requested': { status: 409, title: 'No fee is outstanding' },
  'fee-amount-differs': { status: 409, title: 'The amount paid is not the amount asked' },
  'fee-outstanding': { status: 409, title: 'A fee is outstanding' },
  'occurred-out-of-order': { status: 409, title: 'The act happened before what is already on record, or in the future' },
  'late-entry-unexplained': { status: 409, title: 'A late entry needs its reason' },
  'personal-data-erased': { status: 409, title: 'The personal data has been erased' },
  'retention-not-over': { status: 409, title: 'The law still requires the data to be kept' },
  // directive
  'directive-not-found': { status: 404, title: 'There is no such directive' },
  'directive-already-issued': { status: 409, title: 'The directive was issued before' },
  'directive-task-invalid': { status: 409, title: 'A task of the directive contradicts itself or another one' },
  'party-unknown': { status: 404, title: 'There is no such unit, department or office' },
  'task-not-found': { status: 404, title: 'The directive has no such task' },
  // duty
  'duty-not-found': { status: 404, title: 'There is no such duty' },
  'duty-fulfilled': { status: 409, title: 'The duty is fulfilled' },
  'evidence-not-asked': { status: 409, title: 'The duty is recognised by a rule' },
  'evidence-already-exists': { status: 409, title: 'There is evidence with this id' },
  'evidence-not-found': { status: 404, title: 'There is no such evidence' },
  'evidence-decided': { status: 409, title: 'The evidence was accepted or returned before' },
  // norm
  'norms-out-of-order': { status: 409, title: 'A new version of norms begins no earlier than the one before' },
  // inventory
  'inventory-not-found': { status: 404, title: 'There is no such inventory' },
  'inventory-already-opened': { status: 409, title: 'The inventory was drawn up before' },
  'items-not-there': { status: 409, title: 'The section has fewer pieces left' },
  'section-not-shared': { status: 409, title: 'The section is not shared with this unit' },
  // transfer
  'transfer-not-found': { status: 404, title: 'There is no such transfer' },
  'transfer-already-requested': { status: 409, title: 'There is a transfer with this id' },
  'transfer-to-itself': { status: 409, title: 'Giver and receiver are the same' },
  'transfer-status-differs': { status: 409, title: 'The transfer does not stand where this could happen' },
  'no-surplus': { status: 409, title: 'The Center cannot spare so many pieces' },
  // pilot
  'pilot-not-found': { status: 404, title: 'There is no such pilot' },
  'pilot-already-planned': { status: 409, title: 'There is a pilot with this id' },
  'pilot-status-differs': { status: 409, title: 'The pilot does not stand where this could happen' },
  'pilot-issue-already-found': { status: 409, title: 'There is an issue with this id' },
  'pilot-issue-not-found': { status: 404, title: 'There is no such issue' },
  'pilot-issue-resolved': { status: 409, title: 'The issue was resolved before' },
  'not-in-pilot': { status: 409, title: 'This does not belong to the pilot' },
  // regulation
  'model-version-not-found': { status: 404, title: 'The model text has no such version' },
  'articles-not-numbered': { status: 409, title: 'Articles are numbered from 1 on, without a gap' },
  // register
  'number-not-taken': { status: 404, title: 'The number was not handed out' },
  'number-pattern-missing': { status: 409, title: 'No number pattern is configured for that day' },
  // projection
  'projection-unknown': { status: 404, title: 'There is no such projection or process' },
  'process-not-rebuilt': { status: 409, title: 'What a process did cannot be done anew' },
  // access
  'nothing-read': { status: 409, title: 'No personal data was named' },
} as const satisfies Record<string, { status: 404 | 409; title: string }>;

export type RejectionCode = keyof typeof rejections;

/** One thing that stands in the way; with its line where the command came as a file. */
export type Obstacle = { code: string; detail: string; line?: number };

/** A rule forbids the command. `details` is for the caller (never personal data); `missing` lists everything that stands in the way, not only the first thing. */
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
