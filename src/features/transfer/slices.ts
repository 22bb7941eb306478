import { setImmediate as immediate } from 'node:timers/promises'

/** Requests are served between slices of this length. */
const SLICE_MS = 10

/** A pause for long loops: waits for nothing until a slice is over. */
export function createSlices(): () => Promise<void> {
  let began = performance.now()
  return async () => {
    if (performance.now() - began < SLICE_MS) return
    await immediate()
    began = performance.now()
  }
}
