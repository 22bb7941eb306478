import type { ItemDocument } from './item-document.js'

interface NamedFile {
  pointer: string
  /** In small letters, as the database gives it. */
  fileId: string
}

/** The files that a document names (空白表格、示例样表、结果样本), each with its place. */
export function namedFiles({ materials, results }: Pick<ItemDocument, 'materials' | 'results'>): NamedFile[] {
  const ofMaterials = materials.flatMap(({ blankForm, filledSample }, index) => [
    ...at(`/materials/${index}/blankForm/fileId`, blankForm),
    ...at(`/materials/${index}/filledSample/fileId`, filledSample),
  ])
  return [
    ...ofMaterials,
    ...results.flatMap(({ sampleFile }, index) => at(`/results/${index}/sampleFile/fileId`, sampleFile)),
  ]
}

const at = (pointer: string, file: { fileId: string } | undefined): NamedFile[] =>
  file === undefined ? [] : [{ pointer, fileId: file.fileId.toLowerCase() }]

/** Where everybody reads a file of a published item. */
export function fileLink<T extends { fileId: string; name: string }>(itemCode: string, file: T | undefined) {
  if (file === undefined) return undefined
  const { fileId, name } = file
  return { fileId, name, href: `/v1/items/${encodeURIComponent(itemCode)}/files/${fileId}` }
}
