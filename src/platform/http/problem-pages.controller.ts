/** GET /problems and /problems/{code}: what an error means and what to do, for a person who followed its `type`. */
import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Produces } from './accept.js';
import { Problem } from './problem.js';
import { isProblemCode, PAGE_POLICY, problemList, problemPage } from './problem-page.js';

const HTML = 'text/html; charset=utf-8';

@ApiTags('running')
@Controller('problems')
export class ProblemPagesController {
  @Get()
  @Produces('text/html')
  @Header('content-type', HTML)
  @Header('content-security-policy', PAGE_POLICY)
  @ApiResponse({ status: 200, description: 'Every problem, with its status.' })
  listProblems(): string {
    return problemList();
  }

  @Get(':code')
  @Produces('text/html')
  @Header('content-type', HTML)
  @Header('content-security-policy', PAGE_POLICY)
  @ApiResponse({ status: 200, description: 'What the problem means and what to do.' })
  showProblem(@Param('code', { schema: z.string() }) code: string): string {
    if (!isProblemCode(code)) throw new Problem('not-found', 'there is no problem of this name');
    return problemPage(code);
  }
}
