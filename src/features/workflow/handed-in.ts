import type { InputError } from '../../shared/problem.js'
import type { MaterialInput } from './material-input.js'

/** A material as it came: with its request, or as the case keeps it. */
export interface CameAs
  extends Pick<MaterialInput, 'materialCode' | 'source' | 'copies' | 'fileId' | 'licence'> {
  /** What the service itself found of its reference; never sent. */
  proof?: object | undefined
  /** The case of the same bundle that issued it: the service itself brought it. */
  resultOf?: string | undefined
}

/**
 * Whether a material counts as handed in (材料凭据): only with its proof. What is promised for later (容缺) never does, and a
 * word given instead (告知承诺) only where the item version offers it.
 */
export function isHandedIn(
  { materialCode, source, copies = 1, fileId, licence, proof, resultOf }: CameAs,
  commitments: readonly string[] = [],
): boolean {
  switch (source) {
    case 'upload':
      return fileId !== undefined
    case 'paper':
      return copies >= 1
    case 'licence':
      return licence !== undefined && licence.type.trim() !== '' && licence.number.trim() !== ''
    case 'commitment':
      return commitments.includes(materialCode)
    case 'deferred':
      return false
    // A reference alone proves nothing: the service has looked whether it is that of a look-up, or of an earlier case.
    case 'register':
      return proof !== undefined
    case 'dossier':
      return resultOf !== undefined || (proof !== undefined && fileId !== undefined)
    default:
      // A newer release on the same database may know more ways.
      return false
  }
}

/** Codes of the materials that count. */
export const handedIn = (materials: readonly CameAs[], commitments: readonly string[] = []): string[] => [
  ...new Set(
    materials.filter((each) => isHandedIn(each, commitments)).map(({ materialCode }) => materialCode),
  ),
]

/** 422 findings: an upload is its file, and without one it is a slip of the form that nobody should find out days later. */
export const checkUploads = (materials: readonly CameAs[]): InputError[] =>
  materials.flatMap(({ source, fileId }, index) =>
    source === 'upload' && fileId === undefined
      ? [
          {
            pointer: `/materials/${index}/fileId`,
            code: 'FILE_REQUIRED',
            message: { en: 'Upload the file first, then name it here', zh: '请先上传文件，再填写文件编号' },
          },
        ]
      : [],
  )

/** 422 findings: what is supplied now must be there now. */
export const checkProofs = (
  materials: readonly CameAs[],
  commitments: readonly string[] = [],
): InputError[] =>
  materials.flatMap((each, index) =>
    isHandedIn(each, commitments)
      ? []
      : [
          {
            pointer: `/materials/${index}/source`,
            code: 'PROOF_MISSING',
            message: {
              en: 'This material does not count as handed in: its proof is not there',
              zh: '该材料缺少凭据，不能视为已提交',
            },
          },
        ],
  )
