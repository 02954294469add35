/** The last part of a path of names, as 夜间施工 of 工程建设 / 施工扰民 / 夜间施工: lists have little room. */
export function lastPart(path: string | undefined): string {
  return path?.split(' / ').at(-1) ?? ''
}
