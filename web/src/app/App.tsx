import { BrowserRouter } from 'react-router'
import { ErrorBoundary } from '@/components/states'
import { Providers } from './Providers'
import { Screens } from './Screens'

export function App() {
  return (
    <ErrorBoundary>
      <Providers>
        <BrowserRouter basename="/staff">
          <Screens />
        </BrowserRouter>
      </Providers>
    </ErrorBoundary>
  )
}
