import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { LAYOUT } from './layout.js'

/** What the thread is asked, and what it answers. */
export interface RenderRequest {
  id: number
  data: string
}
export type RenderAnswer = { id: number } & ({ pdf: Uint8Array } | { error: string; absent?: true })

/** Where nothing is and nothing can ever be: whatever is read from there is not found. */
const NOWHERE = '/dev/null/papers'

/** The compiler may not be here: its native part exists for some systems only. */
async function loadCompiler() {
  const { NodeCompiler } = await import('@myriaddreamin/typst-ts-node-compiler')
  const fonts = dirname(createRequire(import.meta.url).resolve('@embedpdf/fonts-sc'))
  const blobs = ['Regular', 'Bold'].map((weight) =>
    readFileSync(join(fonts, '..', 'fonts', `NotoSansHans-${weight}.otf`)),
  )
  const compiler = NodeCompiler.create({ workspace: NOWHERE, fontArgs: [{ fontBlobs: blobs }] })
  return (data: string): Buffer => {
    const compiled = compiler.compile({ mainFileContent: LAYOUT, inputs: { paper: data }, resetRead: true })
    const document = compiled.result
    if (document === null) throw new Error(messageOf(compiled.takeDiagnostics()?.shortDiagnostics))
    const pdf = compiler.pdf(document, { creationTimestamp: 0 })
    compiler.evictCache(10)
    return pdf
  }
}

/** Of the compiler's diagnostics the first; none of them tells what stood in the paper. */
const messageOf = (diagnostics: unknown[] | undefined): string =>
  String((diagnostics?.[0] as { message?: unknown } | undefined)?.message ?? 'not compiled').slice(0, 200)

/** What an organ put above and below must not keep a paper from being printed. */
const withoutMarkup = (data: string): string =>
  JSON.stringify({ ...(JSON.parse(data) as object), head: null, foot: null })

let compiler: ReturnType<typeof loadCompiler> | undefined

async function answer({ id, data }: RenderRequest): Promise<RenderAnswer> {
  let render: (data: string) => Buffer
  try {
    compiler ??= loadCompiler()
    render = await compiler
  } catch (failure) {
    return { id, error: (failure as Error).message, absent: true }
  }
  try {
    return { id, pdf: render(data) }
  } catch (failure) {
    const { head, foot } = JSON.parse(data) as { head: unknown; foot: unknown }
    if (head === null && foot === null) return { id, error: (failure as Error).message }
    return answer({ id, data: withoutMarkup(data) })
  }
}

parentPort?.on('message', async (request: RenderRequest) => {
  parentPort?.postMessage(await answer(request))
})
