<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:x="urn:drehscheibe:beispiel:xgewerbe:1" xmlns:f="urn:drehscheibe:beispiel:funktionen"
    exclude-result-prefixes="xs x f">
  <!-- Vom Nachrichtenformat in das Format des Fachverfahrens; die Statistik erhält keine Personendaten. -->
  <xsl:include href="funktionen.xsl"/>
  <xsl:param name="mandant" as="xs:string" select="'0001'"/>
  <xsl:output method="xml" indent="yes"/>
  <xsl:output name="csv" method="text" media-type="text/csv"/>

  <xsl:template match="/x:gewerbeanzeige">
    <gewerberegister mandant="{$mandant}" stand="{format-dateTime(current-dateTime(), '[D01].[M01].[Y0001] [H01]:[m01]')}">
      <satz art="{f:satzart(x:art)}" kennung="{x:kopf/x:nachrichtenkennung}">
        <gueltig-ab><xsl:value-of select="f:datum(x:datum)"/></gueltig-ab>
        <xsl:apply-templates select="x:gewerbetreibender/*, x:betriebsstaette"/>
        <taetigkeiten>
          <xsl:for-each select="x:taetigkeit">
            <xsl:sort select="@schwerpunkt = ('true', '1')" order="descending"/>
            <xsl:sort select="x:beschreibung" lang="de"/>
            <taetigkeit nr="{position()}"><xsl:value-of select="x:beschreibung"/></taetigkeit>
          </xsl:for-each>
        </taetigkeiten>
      </satz>
    </gewerberegister>
    <xsl:result-document href="statistik.csv" format="csv">
      <xsl:text>art;ags;wz&#10;</xsl:text>
      <xsl:for-each-group select="x:taetigkeit" group-by="(x:wz, 'ohne')[1]">
        <xsl:value-of select="f:satzart(../x:art), ../x:betriebsstaette/x:ags, current-grouping-key()" separator=";"/>
        <xsl:text>&#10;</xsl:text>
      </xsl:for-each-group>
    </xsl:result-document>
  </xsl:template>

  <xsl:template match="x:person">
    <inhaber typ="P">
      <name><xsl:value-of select="upper-case(x:familienname), x:vornamen" separator=", "/></name>
      <geboren><xsl:value-of select="f:datum(x:geburtsdatum)"/></geboren>
    </inhaber>
  </xsl:template>

  <xsl:template match="x:organisation">
    <inhaber typ="O">
      <name><xsl:value-of select="x:firma, x:rechtsform"/></name>
      <xsl:for-each select="x:register"><register><xsl:value-of select="."/></register></xsl:for-each>
    </inhaber>
  </xsl:template>

  <xsl:template match="x:betriebsstaette">
    <ort ags="{x:ags}"><xsl:value-of select="normalize-space(concat(x:strasse, ' ', x:hausnummer, ', ', x:plz, ' ', x:ort))"/></ort>
  </xsl:template>

  <xsl:template match="/*" priority="-1">
    <xsl:message terminate="yes">Das ist keine Gewerbeanzeige, die dieses Fachverfahren kennt.</xsl:message>
  </xsl:template>
</xsl:stylesheet>
