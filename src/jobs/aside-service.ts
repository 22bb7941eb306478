// What other features use of the things that pulses put aside, and of the pulses themselves.
export { type Aside, clearAside, countAside, putAside, selectAside, selectAsideRefs } from './aside-store.js'
export { savePulseState, selectPulseState, selectPulses } from './pulse-store.js'
