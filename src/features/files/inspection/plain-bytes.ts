/** The plain bytes of a file, readable anywhere: an archive's directory stands at its end. */
export interface PlainBytes {
  size: number
  /** Up to `length` bytes from `position`; fewer where the file ends. */
  read(position: number, length: number): Promise<Buffer>
}

/** Bytes in memory, read the same way. */
export const plainBytesOf = (bytes: Buffer): PlainBytes => ({
  size: bytes.length,
  read: async (position, length) => bytes.subarray(position, position + length),
})
