export { Fault, type FaultCode, type FaultOptions, faultCodes, isFaultCode } from './fault.js';
export { toFault, withFaults } from './from-unknown.js';
