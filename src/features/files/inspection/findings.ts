import type { Text } from '../../../shared/text.js'

/** Why a file may not be handed in (文件不予接收的原因), by the code that an answer tells. */
export const FILE_FINDINGS = {
  FILE_EMPTY: { en: 'The file is empty', zh: '文件为空' },
  FILE_TYPE_NOT_ALLOWED: {
    en: 'By its content this file is none of pdf, ofd, jpg, png, tif, webp, docx, xlsx',
    zh: '文件内容不属于允许的类型（pdf、ofd、jpg、png、tif、webp、docx、xlsx）',
  },
  FILE_HEIC: {
    en: 'HEIC and AVIF pictures cannot be read at every counter: send the photo as JPEG (iPhone: Settings › Camera › Formats › Most Compatible)',
    zh: '窗口电脑不一定能打开 HEIC、AVIF 照片，请以 JPEG 格式上传（iPhone：设置 › 相机 › 格式 › 兼容性最佳）',
  },
  FILE_BROKEN: {
    en: 'The file begins as its type does, but the rest is missing or damaged',
    zh: '文件开头符合其类型，但内容不完整或已损坏',
  },
  FILE_TOO_MANY_PIXELS: {
    en: 'The picture has more pixels than can be opened safely: at most 268 million a page',
    zh: '图片像素过多，无法安全打开：每页最多 2.68 亿像素',
  },
  FILE_MACROS: {
    en: 'Documents with macros are not taken: save it without macros',
    zh: '不接收含宏的文档，请另存为不含宏的文档',
  },
  FILE_REMOTE_PARTS: {
    en: 'The document loads a template or a part from the network when it is opened: save it with everything in it, or as PDF',
    zh: '文档打开时会从网络加载模板或内容，请嵌入后另存，或者另存为 PDF',
  },
  FILE_EXECUTABLE: {
    en: 'The file holds a program or a script',
    zh: '文件中含有可执行程序或脚本',
  },
  FILE_ENCRYPTED: {
    en: 'The file is locked with a password: send it unlocked',
    zh: '文件设有密码，请解除密码后上传',
  },
  FILE_ARCHIVE_BOMB: {
    en: 'Unpacked, the file would be far larger, or of far more parts, than documents are',
    zh: '文件解压后体积异常庞大，或者内含部件过多',
  },
  FILE_TWO_TYPES: {
    en: 'The file is of two types at once, so that two programs would show two different things',
    zh: '文件同时属于两种类型，不同程序打开会显示不同内容',
  },
} as const satisfies Record<string, Text>

export type FileFinding = keyof typeof FILE_FINDINGS

/** Looking at the content found a reason against it. */
export class Refused extends Error {
  readonly finding: FileFinding

  constructor(finding: FileFinding) {
    super(finding)
    this.name = 'Refused'
    this.finding = finding
  }
}
