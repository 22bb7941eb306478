/** What may be handed in (允许的文件类型), by media type; a name gets the first ending unless it has one of them. */
export const FILE_TYPES = {
  'application/pdf': ['pdf'],
  'application/ofd': ['ofd'],
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/png': ['png'],
  'image/tiff': ['tif', 'tiff'],
  'image/webp': ['webp'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
} as const satisfies Record<string, readonly [string, ...string[]]>

export type FileType = keyof typeof FILE_TYPES

/** Other names under which browsers and scanners declare the types above. */
const ALIASES: Record<string, string> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
  'application/x-pdf': 'application/pdf',
}

/** Say nothing about the content; a client that does not know the type, or only that it is an archive, sends one. */
const UNDECLARED = new Set(['', 'application/octet-stream'])
const ARCHIVES = new Set(['application/zip', 'application/x-zip-compressed'])

/** Whether the declared type is that of the bytes, or says nothing. */
export function agrees(declared: string, sniffed: string): boolean {
  const [said = ''] = declared.toLowerCase().split(';')
  const known = ALIASES[said.trim()] ?? said.trim()
  if (ARCHIVES.has(known)) return sniffed === 'application/ofd' || sniffed.includes('openxmlformats')
  return UNDECLARED.has(known) || known === sniffed
}

/**
 * The name of a file (文件名) without a path and without characters that a file name cannot have, with the ending of what it
 * is: whoever saves `gnp.exe` and opens it opens a picture.
 */
export function nameOf(given: string, mediaType: FileType): string {
  const last = given.split(/[/\\]/).at(-1) ?? ''
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  const clean = last.replace(/[\u0000-\u001f\u007f<>:"|?*\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
  const name = clean.replace(/^[\s.]+|[\s.]+$/g, '')
  const endings: readonly string[] = FILE_TYPES[mediaType]
  const [, stem = name, ending] = /^(.*)\.([a-z0-9]{1,5})$/i.exec(name) ?? []
  if (ending !== undefined && endings.includes(ending.toLowerCase())) return name.slice(-200)
  // `合同.2024` has no ending; `gnp.exe` has.
  const isEnding = ending !== undefined && /[a-z]/i.test(ending)
  return `${(isEnding ? stem : name).slice(-190) || 'file'}.${endings[0]}`
}
