import type { Encryption } from '../../shared/encryption.js'
import { type Problem, problem, ruleViolated } from '../../shared/problem.js'
import { type Arrived, withPlainBytes } from './file-bytes.js'
import { agrees, type FileType } from './file-types.js'
import { FILE_FINDINGS, Refused } from './inspection/findings.js'
import { inspect } from './inspection/inspect.js'
import type { PlainBytes } from './inspection/plain-bytes.js'
import type { Keeping } from './keeping.js'
import { ScannerAway, type Verdict } from './scan/clamd.js'

/** What has arrived is (识别上传文件), by its content; 422 when it may not be handed in, or is not what was declared. */
export async function typeOf(
  { arrived, declared }: { arrived: Arrived; declared: string },
  encryption: Encryption,
): Promise<FileType> {
  const type = await withPlainBytes(arrived, encryption, inspect).catch((error) => {
    throw error instanceof Refused ? refused(error) : error
  })
  if (!agrees(declared, type)) {
    throw ruleViolated('/file', 'FILE_TYPE_DIFFERS', {
      en: `The content is ${type}, which is not what was declared`,
      zh: `文件内容为 ${type}，与声明的类型不一致`,
    })
  }
  return type
}

const refused = ({ finding }: Refused): Problem => ruleViolated('/file', finding, FILE_FINDINGS[finding])

/** What is known of a file when it is kept. */
export interface Looked {
  mediaType: FileType
  scan: 'clean' | 'notScanned'
}

/**
 * Looks at what has arrived: its type, and viruses where a scanner is configured (病毒扫描). Fails closed: 503
 * SCANNER_UNAVAILABLE when the scanner says nothing, 422 FILE_INFECTED with a finding.
 */
export async function lookAt(
  { encryption, scan }: Keeping,
  upload: { arrived: Arrived; declared: string },
): Promise<Looked> {
  const mediaType = await typeOf(upload, encryption)
  if (scan === undefined) return { mediaType, scan: 'notScanned' }
  const verdict = await withPlainBytes(upload.arrived, encryption, (bytes) => scan(inOrder(bytes))).catch(
    away,
  )
  if (!verdict.clean) throw ruleViolated('/file', 'FILE_INFECTED', infected(verdict.finding))
  return { mediaType, scan: 'clean' }
}

function away(error: Error): Verdict {
  if (!(error instanceof ScannerAway)) throw error
  throw problem('SCANNER_UNAVAILABLE', { headers: { 'retry-after': '30' } })
}

/** Names of signatures are of the scanner's makers, not of the file. */
const infected = (finding: string) => ({
  en: `The virus scanner found ${finding}; the file was not kept`,
  zh: `病毒扫描发现 ${finding}，文件未保存`,
})

const PIECE = 65_536

async function* inOrder(bytes: PlainBytes): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.size; at += PIECE) yield await bytes.read(at, PIECE)
}
