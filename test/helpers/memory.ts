import type { Test } from 'tap'
import { memoryClock } from '../../src/shared/memory-clock.js'

/**
 * From here to the end of the test nothing that this process keeps in memory grows older by itself, however slow the
 * machine: what changes was told, or time was passed with the function that this returns.
 */
export function holdMemory(t: Test): (ms: number) => void {
  const { now } = memoryClock
  let held = now()
  memoryClock.now = () => held
  t.teardown(() => {
    memoryClock.now = now
  })
  return (ms) => {
    held += ms
  }
}
