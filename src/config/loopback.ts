/** As an address names it: what goes there leaves no cable for anybody to listen at. */
export const isLoopback = (hostname: string): boolean => ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
