import { useEffect, useState } from 'react'

const shownForSeconds = 60

/** What was opened from the vault: shown for a minute, then gone from the screen. */
export function useShortly<T>() {
  const [value, setValue] = useState<T>()
  const [left, setLeft] = useState(0)
  useEffect(() => {
    if (value === undefined) return
    const timer = setInterval(
      () =>
        setLeft((s) => {
          if (s <= 1) setValue(undefined)
          return s - 1
        }),
      1000,
    )
    return () => clearInterval(timer)
  }, [value])
  function show(x: T) {
    setValue(x)
    setLeft(shownForSeconds)
  }
  return { value, left, show, hide: () => setValue(undefined) }
}
