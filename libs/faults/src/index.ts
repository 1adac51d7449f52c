export { Fault, type FaultCode, type FaultOptions, faultCodes, isFaultCode, type RetryAdvice } from './fault.js';
export { toFault, withFaults } from './from-unknown.js';
