import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { createHttpClient } from './http-client.js'
import type { ServiceProcess } from './service.js'

export const PROBE_MS = 200

/** In turn over the instances whose readiness says yes; asked every moment, as a load balancer does. */
export function startBalancer(t: Test, instances: ServiceProcess[]) {
  const probe = createHttpClient()
  let ready = instances.map(({ url }) => url)
  let turn = 0
  let stopping = false
  const run = async (): Promise<void> => {
    while (!stopping) {
      const urls = instances.map(({ url }) => url).filter((url) => url !== '')
      const answers = await Promise.all(
        urls.map((url) => probe.request('GET', `${url}/health/ready`, { limitMs: 2000 })),
      )
      ready = urls.filter((_, index) => answers[index]?.status === 200)
      await sleep(PROBE_MS)
    }
    probe.close()
  }
  const running = run()
  const stop = (): Promise<void> => {
    stopping = true
    return running
  }
  t.teardown(stop)
  return {
    next: (): string => {
      turn += 1
      return ready[turn % ready.length] ?? 'http://127.0.0.1:1'
    },
    stop,
  }
}
