#include "gui/languages.h"

#include <QCoreApplication>
#include <QDir>
#include <QLibraryInfo>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

const QString Folder = u":/translations"_s;
const QString Name = u"orderflow-recorder"_s;

} // namespace

Languages::Languages(const QLocale &locale, QObject *parent)
    : QObject(parent)
{
    // Of English there are only plurals, so it is what others fall back to.
    if (!m_own.load(locale, Name, u"_"_s, Folder) && !m_own.load(Name + u"_en"_s, Folder))
        qWarning("The program has no translations in it");
    QCoreApplication::installTranslator(&m_own);
    // It may not be installed, and English needs none.
    if (m_qt.load(locale, u"qtbase"_s, u"_"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&m_qt);
}

Languages::~Languages()
{
    QCoreApplication::removeTranslator(&m_qt);
    QCoreApplication::removeTranslator(&m_own);
}

QStringList Languages::available()
{
    QStringList languages;
    const QStringList files = QDir(Folder).entryList({u"*.qm"_s});
    for (const QString &file : files)
        languages.append(file.chopped(3).section(u'_', 1));
    return languages;
}

} // namespace Orderflow
