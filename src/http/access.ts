import type { AccessRow, AccessTable } from './server/authentication.ts';

const nobody: AccessRow = {};
const counter: AccessRow = { officer: 'unit', 'center-head': 'unit' };
const head: AccessRow = { 'center-head': 'unit' };
const setUp: AccessRow = { 'center-head': 'unit', administrator: 'city' };
/** Whoever has a duty: a Center's head for the unit, a department for itself (its token's `units` holds its key). */
const assignee: AccessRow = { 'center-head': 'unit', department: 'unit' };
/** The Office of the City People's Committee acts as supervisor. */
const urging: AccessRow = { supervisor: 'city' };
/** Whoever belongs to the party that a notice is sent to: its key or code stands in the token's `units`. */
const addressee: AccessRow = { officer: 'unit', 'center-head': 'unit', department: 'unit', supervisor: 'unit' };
const administrator: AccessRow = { administrator: 'city' };

/** The Office of the City People's Committee, which acts as supervisor, and the administrator. */
const overseeing: AccessRow = { supervisor: 'city', administrator: 'city' };
/** A department reviews its own procedures, and runs its own pilots. */
const reviewing: AccessRow = { department: 'unit', ...overseeing };

const watching: AccessRow = { supervisor: 'city', auditor: 'city' };
const unitReads: AccessRow = { officer: 'unit', 'center-head': 'unit', ...watching };
const setUpReads: AccessRow = { ...unitReads, administrator: 'city' };
/** Departments see the dossiers of the procedures they answer for. */
const dossierReads: AccessRow = { ...unitReads, department: 'sector' };
/** How a directive is carried out: whoever has duties sees its own. */
const progressReads: AccessRow = { ...assignee, ...watching, administrator: 'city' };
/** Published data, the same for every reader. */
const referenceReads: AccessRow = {
  officer: 'city',
  'center-head': 'city',
  ...watching,
  integrator: 'city',
  administrator: 'city',
  department: 'city',
};

/**
 * Who may do what: every command and every query by name, and the feeds. A role that is absent may not.
 * A name without any role has no route at all: Motcua itself does it (`system`).
 */
export const access: AccessTable = {
  // access
  RecordPersonalDataRead: nobody,
  RecordPersonalDataSearch: nobody,
  RecordLogExport: nobody,
  // seal
  RecordLogVerification: nobody,
  // calendar
  PublishCalendar: administrator,
  AmendCalendar: administrator,
  CloseUnit: setUp,
  LiftUnitClosure: setUp,
  // center
  EstablishCenter: administrator,
  AmendCenterDecision: setUp,
  FixPoints: setUp,
  OpenPoint: head,
  ClosePoint: head,
  DesignateHeadquarters: head,
  StateEquipmentNeed: head,
  ReuseEquipment: head,
  RecordTakenItems: nobody,
  AddEquipment: head,
  TakeOutEquipment: nobody,
  TakeInEquipment: nobody,
  GiveBackEquipment: nobody,
  IssueWorkingRegulations: head,
  SetWorkingHours: head,
  OpenCenter: head,
  StateStaffNeed: setUp,
  LimitOffer: setUp,
  // official
  RegisterOfficial: setUp,
  HoldOffice: setUp,
  AssignOfficial: setUp,
  SubstituteOfficial: setUp,
  EndAssignment: setUp,
  GiveTaskGroups: setUp,
  AcceptAssignmentBatch: setUp,
  AdvanceAssignmentBatch: nobody,
  FailAssignmentBatch: nobody,
  UndoAssignmentBatch: nobody,
  EraseOfficialPersonalData: administrator,
  RecordOfficialErasureRefusal: nobody,
  PlaceOfficialLegalHold: overseeing,
  LiftOfficialLegalHold: overseeing,
  // procedure
  CatalogueProcedure: administrator,
  PublishProcedureVersion: administrator,
  RetireProcedure: administrator,
  RecordPortalEntry: administrator,
  // review of procedures
  OpenReview: reviewing,
  DraftReview: reviewing,
  CheckReview: overseeing,
  ReturnReview: overseeing,
  ApproveReview: overseeing,
  ConfigureElectronicProcedure: reviewing,
  PublishReview: overseeing,
  SupersedeReview: nobody,
  AbandonReview: reviewing,
  // dossier
  SubmitDossier: counter,
  ReceiveDossier: counter,
  ReceiveSubmittedDossier: counter,
  RefuseDossier: counter,
  RefuseAtCounter: counter,
  RequestSupplement: counter,
  GiveSupplement: counter,
  HandOverDossier: counter,
  AcceptHandover: counter,
  DeclineHandover: counter,
  RecallHandover: counter,
  // who may urge dossiers may urge many; every line is asked of its act's own row
  AcceptDossierBatch: { ...counter, ...urging },
  AdvanceDossierBatch: nobody,
  StartVerification: counter,
  ExtendDossier: counter,
  RequestFee: counter,
  PayFee: counter,
  CancelFee: counter,
  ReplaceFee: counter,
  WaiveFee: counter,
  RefundFee: counter,
  WithdrawDossier: counter,
  StopDossier: counter,
  SettleDossier: counter,
  SettlePart: counter,
  ReturnResult: counter,
  CorrectDossier: counter,
  CorrectProcedure: counter,
  CorrectResult: head,
  ReplaceResult: head,
  ReopenDossier: head,
  ArchiveDossier: counter,
  ConfirmLateEntry: head,
  DeclineLateEntry: head,
  UrgeDossier: { 'center-head': 'unit', ...urging },
  RemindOfDossier: nobody,
  EraseDossierPersonalData: administrator,
  RecordErasureRefusal: nobody,
  PlaceDossierLegalHold: overseeing,
  LiftDossierLegalHold: overseeing,
  // directive
  IssueDirective: administrator,
  MoveTaskDeadline: administrator,
  // duty
  AssignDuty: nobody,
  MoveDutyDeadline: nobody,
  RecogniseDuty: nobody,
  MarkDutyOverdue: nobody,
  HandInEvidence: assignee,
  AcceptEvidence: urging,
  ReturnEvidence: urging,
  UrgeDuty: urging,
  // notice
  WriteNotice: nobody,
  DispatchNotice: nobody,
  RecordNoticeSent: nobody,
  RecordNoticeFailure: nobody,
  ResendNotice: overseeing,
  MarkNoticeSeen: addressee,
  // pilot
  PlanPilot: reviewing,
  StartPilot: reviewing,
  ReportPilotIssue: { ...counter, ...reviewing },
  ResolvePilotIssue: reviewing,
  ConcludePilot: reviewing,
  // regulation
  PublishModelRegulations: overseeing,
  // norms, inventories, transfers
  PublishNorms: administrator,
  OpenInventory: setUp,
  CountItemsIn: setUp,
  WriteItemsOff: setUp,
  TakeItems: nobody,
  RequestTransfer: { 'center-head': 'unit', ...overseeing },
  DeclineTransfer: head,
  HandOverTransfer: head,
  AcceptTransfer: head,
  RefuseTransfer: head,
  // receipts of fees
  TakeReceiptNumber: nobody,
  // register
  TakeNumber: nobody,
  TakeExternalCode: nobody,
  ExplainUnusedNumber: counter,
  // period
  ClosePeriod: { 'center-head': 'unit', ...overseeing },
  ReopenPeriod: overseeing,
  // projection
  PauseProjection: administrator,
  ResumeProjection: administrator,
  RequestProjectionRebuild: administrator,
  SkipProjectionEvent: administrator,
  // feeds; events of the category `access` (who read whose data) need a row of their own
  ReadEvents: { integrator: 'unit', ...watching },
  ReadAccessEvents: { auditor: 'city' },
  // queries
  ListUnits: referenceReads,
  GetUnit: referenceReads,
  ListAgencies: referenceReads,
  ListProcedures: referenceReads,
  GetProcedure: referenceReads,
  ListProcedureReviews: referenceReads,
  GetProcedureReviewCoverage: referenceReads,
  GetProcedureReview: referenceReads,
  TryProcedureReview: { ...overseeing, auditor: 'city', department: 'city' },
  ListDirectives: referenceReads,
  GetDirective: referenceReads,
  ListDuties: progressReads,
  ListCountedDuties: progressReads,
  GetDuty: progressReads,
  GetDirectiveMatrix: progressReads,
  GetDirectiveParty: progressReads,
  GetDirectiveTask: progressReads,
  ListDirectiveProgress: progressReads,
  ListLateParties: progressReads,
  GetDirectiveReport: progressReads,
  ListNotices: { officer: 'unit', ...progressReads },
  GetNotice: { officer: 'unit', ...progressReads },
  ListMailbox: overseeing,
  GetCalendar: referenceReads,
  ListCenters: setUpReads,
  GetCenter: setUpReads,
  GetCounterNeed: setUpReads,
  GetCounterOutcome: setUpReads,
  GetCenterEquipment: setUpReads,
  ListEquipmentGaps: setUpReads,
  ListEquipmentTotals: setUpReads,
  ListSpaceGaps: setUpReads,
  ListNorms: referenceReads,
  GetNorms: referenceReads,
  ListInventories: setUpReads,
  GetInventory: setUpReads,
  ListTransfers: setUpReads,
  GetTransfer: setUpReads,
  ListPilots: referenceReads,
  GetPilot: referenceReads,
  GetPilotReport: referenceReads,
  GetModelRegulations: referenceReads,
  GetModelRegulationChanges: referenceReads,
  ListRegulations: setUpReads,
  GetRegulations: setUpReads,
  GetRegulationDifferences: setUpReads,
  ListOfficials: setUpReads,
  GetOfficial: setUpReads,
  ListOfficialLoad: setUpReads,
  ListAssignmentBatches: setUpReads,
  GetAssignmentBatch: setUpReads,
  ListStaff: setUpReads,
  ListPositions: setUpReads,
  ListCoverage: setUpReads,
  ListDossiers: dossierReads,
  ListCountedDossiers: dossierReads,
  GetDossier: dossierReads,
  ListDossierForms: dossierReads,
  GetDossierForm: dossierReads,
  VerifySlip: { officer: 'city', 'center-head': 'city', ...watching },
  ListDossierQueue: unitReads,
  ListDossierBatches: unitReads,
  GetDossierBatch: unitReads,
  ListReceivedElsewhere: unitReads,
  ListWorkload: dossierReads,
  ListLateEntries: unitReads,
  ListLateEntriesByActor: unitReads,
  ListPeriods: unitReads,
  ListRegisterNumbers: unitReads,
  GetRegisterBook: unitReads,
  GetResultHandoverList: unitReads,
  GetEventProof: { officer: 'unit', 'center-head': 'unit', ...watching },
  ReadLogEntries: { auditor: 'city' },
  ExportLog: { auditor: 'city' },
  GetStreamHistory: { 'center-head': 'unit', ...watching },
  ListAuditTrail: { 'center-head': 'unit', ...watching },
  ListPersonalDataReads: { auditor: 'city' },
  ListLogGaps: { auditor: 'city', administrator: 'city' },
};

/** Names of the table that are neither commands nor queries: feeds, and parts of the seal. */
export const feedNames = ['ReadEvents', 'ReadAccessEvents'] as const;
export const sealNames = ['GetEventProof', 'ReadLogEntries', 'ExportLog'] as const;
