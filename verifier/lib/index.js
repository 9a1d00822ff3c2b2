export { InvalidExport } from './export.js';
export { InvalidPolicy, keysAlone, parsePolicy } from './policy.js';
export { exitCodes, verifyExport, verifyLog, verifyProofText } from './verify.js';
