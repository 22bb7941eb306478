import type { Encryption } from '../../shared/encryption.js'
import { type Problem, ruleViolated } from '../../shared/problem.js'
import { type Arrived, withPlainBytes } from './file-bytes.js'
import { agrees, type FileType } from './file-types.js'
import { FILE_FINDINGS, Refused } from './inspection/findings.js'
import { inspect } from './inspection/inspect.js'

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
