#pragma once

#include "programwords.h"

#include <QByteArray>

/// Completions of a program's command line, as each shell loads them.
namespace Orderflow::Completions {

QByteArray bash(const ProgramWords &program);
QByteArray zsh(const ProgramWords &program);
QByteArray fish(const ProgramWords &program);

} // namespace Orderflow::Completions
