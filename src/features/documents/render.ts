import { Worker } from 'node:worker_threads'
import type { FastifyBaseLogger } from 'fastify'
import { problem } from '../../shared/problem.js'
import type { RenderAnswer, RenderRequest } from './render-worker.js'

/** Makes PDF of papers (文书 PDF) beside the event loop: in one thread, which begins with the first and ends when idle. */
export interface Renderer {
  /** Throws OVERLOADED when too many wait, PDF_UNAVAILABLE where the compiler is not installed. */
  pdf(data: string): Promise<Buffer>
  close(): Promise<void>
}

const MOST_WAITING = 50
/** The first paper loads fonts: 0.5 s on two cores, more when they are busy. */
const PATIENCE_MS = 20_000
/** With its fonts the thread holds some hundred megabytes. */
const IDLE_MS = 60_000

interface Waiting {
  resolve(pdf: Buffer): void
  reject(error: Error): void
  timer: NodeJS.Timeout
}

/** `worker`: for tests, which look at what happens where there is no compiler. */
export function createRenderer(
  log: Pick<FastifyBaseLogger, 'warn'>,
  worker: URL = new URL(`./render-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
): Renderer {
  const waiting = new Map<number, Waiting>()
  let thread: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let isAbsent = false
  let last = 0

  const leave = (id: number): Waiting | undefined => {
    const found = waiting.get(id)
    if (found !== undefined) clearTimeout(found.timer)
    waiting.delete(id)
    return found
  }
  const end = async (why: string): Promise<void> => {
    const ended = thread
    thread = undefined
    clearTimeout(idle)
    for (const id of [...waiting.keys()]) leave(id)?.reject(new Error(why))
    await ended?.terminate()
  }
  const hear = (answer: RenderAnswer): void => {
    const asked = leave(answer.id)
    if ('pdf' in answer) asked?.resolve(Buffer.from(answer.pdf))
    else if (answer.absent === true) {
      if (!isAbsent) log.warn(`no PDF here: ${answer.error}`)
      isAbsent = true
      asked?.reject(problem('PDF_UNAVAILABLE'))
    } else asked?.reject(new Error(`the paper does not compile: ${answer.error}`))
    if (waiting.size === 0) idle = setTimeout(() => void end('idle'), IDLE_MS).unref()
  }
  const begin = (): Worker => {
    const begun = new Worker(worker)
    // A process that has nothing else to do ends.
    begun.unref()
    begun.on('message', hear)
    begun.on('error', (error) => {
      if (begun !== thread) return
      log.warn(`the thread of papers ended: ${error.message}`)
      void end('the thread of papers ended')
    })
    return begun
  }

  return {
    pdf(data) {
      if (isAbsent) return Promise.reject(problem('PDF_UNAVAILABLE'))
      if (waiting.size >= MOST_WAITING)
        return Promise.reject(problem('OVERLOADED', { headers: { 'retry-after': '2' } }))
      clearTimeout(idle)
      thread ??= begin()
      last += 1
      const id = last
      const { promise, resolve, reject } = withResolvers()
      const timer = setTimeout(() => {
        leave(id)?.reject(problem('OVERLOADED', { headers: { 'retry-after': '5' } }))
        void end('a paper took too long')
      }, PATIENCE_MS)
      waiting.set(id, { resolve, reject, timer })
      thread.postMessage({ id, data } satisfies RenderRequest)
      return promise
    },
    close: () => end('the service stops'),
  }
}

function withResolvers() {
  let resolve!: (pdf: Buffer) => void
  let reject!: (error: Error) => void
  const promise = new Promise<Buffer>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
