export { Fault, type FaultCode, faultCodes, isFaultCode, type RetryAdvice } from './fault.js';
export { toFault } from './from-unknown.js';
