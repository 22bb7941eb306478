import { setImmediate as immediate } from 'node:timers/promises'

/** Requests are served between slices of this length. */
const SLICE_MS = 10

/** For long work in the service's process: to be awaited between its pieces; lets others in when ten milliseconds are over. */
export function createPause(): () => Promise<void> {
  let began = performance.now()
  return async () => {
    if (performance.now() - began < SLICE_MS) return
    await immediate()
    began = performance.now()
  }
}
