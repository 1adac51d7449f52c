export { Fault, faultCodes, isFaultCode, type FaultCode, type FaultOptions, type RetryAdvice } from './fault.js';
export { toFault } from './from-unknown.js';
