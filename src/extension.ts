export function activate(): void {
  // Nothing is contributed yet.
}

export function deactivate(): void {
  // Nothing is running yet.
}
