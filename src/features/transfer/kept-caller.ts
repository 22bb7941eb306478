import type { Caller } from '../../shared/caller.js'

/** A caller as a row keeps him: bytes in hexadecimal. */
export interface KeptCaller extends Omit<Caller, 'idNumberIndex' | 'signedInIndex' | 'deputyForNumbers'> {
  idNumberIndex?: string
  deputyForNumbers?: string[]
}

/** Who asks for long work, with the rights that he has now. */
export function keepCaller({
  idNumberIndex,
  signedInIndex: _signedIn,
  deputyForNumbers,
  ...caller
}: Caller): KeptCaller {
  return {
    ...caller,
    ...(idNumberIndex === undefined ? {} : { idNumberIndex: idNumberIndex.toString('hex') }),
    ...(deputyForNumbers === undefined
      ? {}
      : { deputyForNumbers: deputyForNumbers.map((each) => each.toString('hex')) }),
  }
}

export function callerAgain({ idNumberIndex, deputyForNumbers, ...caller }: KeptCaller): Caller {
  return {
    ...caller,
    ...(idNumberIndex === undefined ? {} : { idNumberIndex: Buffer.from(idNumberIndex, 'hex') }),
    ...(deputyForNumbers === undefined
      ? {}
      : { deputyForNumbers: deputyForNumbers.map((each) => Buffer.from(each, 'hex')) }),
  }
}
